import { useEffect, useRef } from 'preact/hooks';
import type { DocumentTree } from '../../../src/core/documents/tree.ts';
import { DocumentBody } from './document-body.tsx';

/** A document over the page; the browser keeps the focus inside and closes it on Escape. */
export function DocumentDialog({ tree, onClose }: { tree: DocumentTree; onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} class="dialog" aria-labelledby="document-title" onClose={onClose}>
      <form method="dialog" class="dialog-bar">
        <button class="button plain" type="submit">
          Close
        </button>
      </form>
      <DocumentBody tree={tree} titleId="document-title" />
    </dialog>
  );
}
