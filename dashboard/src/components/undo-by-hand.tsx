import { CopyButton } from './copy-button.tsx';

/** For the night when Belay itself is dead. */
export function UndoByHand({ commands }: { commands: readonly string[] }) {
  if (commands.length === 0) return null;
  return (
    <details class="undo">
      <summary>Undo by hand, if Belay is down</summary>
      <ol>
        {commands.map((command) => (
          <li key={command}>
            <code>{command}</code>
            <CopyButton text={command} />
          </li>
        ))}
      </ol>
    </details>
  );
}
