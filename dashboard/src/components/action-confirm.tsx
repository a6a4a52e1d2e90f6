import { useLayoutEffect, useRef } from 'preact/hooks';
import type { CardAction } from '../../../src/core/card/card.ts';

interface Props {
  readonly action: CardAction;
  readonly busy: boolean;
  readonly onSend: () => void;
  readonly onCancel: () => void;
}

/** Asks once before something that is hard to take back. */
export function ActionConfirm({ action, busy, onSend, onCancel }: Props) {
  const yes = useRef<HTMLButtonElement>(null);
  useLayoutEffect(() => yes.current?.focus(), []);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Escape cancels wherever the focus is in the group
    <div
      class="ask"
      onKeyDown={(event) => {
        if (event.key === 'Escape') onCancel();
      }}
    >
      <span class="ask-text">
        Send <code>{action.command}</code>?
      </span>
      <button ref={yes} type="button" class={`button ${action.style}`} disabled={busy} onClick={onSend}>
        {action.label}
      </button>
      <button type="button" class="button plain" onClick={onCancel}>
        Cancel
      </button>
    </div>
  );
}
