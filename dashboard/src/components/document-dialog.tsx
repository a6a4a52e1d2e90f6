import { useEffect, useRef } from 'preact/hooks';
import { documentPath, type OpenDocument } from '../open-document.ts';
import { DocumentBody } from './document-body.tsx';

/** A document over the page; the browser keeps the focus inside and closes it on Escape. */
export function DocumentDialog({ opened, onClose }: { opened: OpenDocument; onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  const { tree, kept } = opened;
  return (
    <dialog ref={dialog} class="dialog" aria-labelledby="document-title" onClose={onClose}>
      <form method="dialog" class="dialog-bar">
        {kept === null ? null : (
          <>
            <a class="button plain" href={documentPath(kept, '.html')} target="_blank" rel="noreferrer">
              Open as a page
            </a>
            <a class="button plain" href={documentPath(kept, '.pdf')} download>
              PDF
            </a>
          </>
        )}
        <button class="button plain" type="submit">
          Close
        </button>
      </form>
      <DocumentBody tree={tree} titleId="document-title" />
    </dialog>
  );
}
