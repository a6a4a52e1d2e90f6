import { useRef, useState } from 'preact/hooks';
import type { CardAction } from '../../../src/core/card/card.ts';
import { withReason } from '../../../src/core/command/quote-argument.ts';
import { freshKey } from '../fresh-key.ts';
import type { SendCommand } from '../store/use-console.ts';
import { useFocusReturn } from '../store/use-focus-return.ts';
import { ActionConfirm } from './action-confirm.tsx';
import { ReasonForm } from './reason-form.tsx';

interface Props {
  /** Those the reader may use. */
  readonly actions: readonly CardAction[];
  readonly onSend: SendCommand;
}

/** Buttons that send text through the same grammar as the command line. */
export function ActionBar({ actions, onSend }: Props) {
  const [asking, setAsking] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);
  const section = useRef<HTMLElement>(null);
  useFocusReturn(section, asking);
  const asked = actions.find((action) => action.command === asking);

  async function send(command: string): Promise<void> {
    setBusy(true);
    setRefusal(null);
    const answer = await onSend(command, freshKey());
    setBusy(false);
    const no = sentenceOfNo(answer);
    setRefusal(no);
    if (no === null) setAsking(null);
  }

  function press(action: CardAction): void {
    setRefusal(null);
    if (action.wantsReason || action.style === 'danger') setAsking(action.command);
    else void send(action.command);
  }

  if (actions.length === 0) return null;
  return (
    <section ref={section} class="actions" aria-label="Actions">
      {asked === undefined ? (
        <div class="action-row">
          {actions.map((action) => (
            <button
              key={action.command}
              type="button"
              class={`button ${action.style}`}
              disabled={busy}
              title={action.command}
              onClick={() => press(action)}
            >
              {action.label}
            </button>
          ))}
        </div>
      ) : asked.wantsReason ? (
        <ReasonForm
          action={asked}
          busy={busy}
          onSend={(reason) => void send(withReason(asked.command, reason))}
          onCancel={() => setAsking(null)}
        />
      ) : (
        <ActionConfirm
          action={asked}
          busy={busy}
          onSend={() => void send(asked.command)}
          onCancel={() => setAsking(null)}
        />
      )}
      <p class="trouble" role="alert">
        {refusal}
      </p>
    </section>
  );
}

function sentenceOfNo(answer: Awaited<ReturnType<SendCommand>>): string | null {
  if (answer.kind !== 'ok') return answer.sentence;
  return answer.value.kind === 'refused' ? answer.value.sentence : null;
}
