import type { Suggestion } from '../wire.ts';

export function optionId(list: string, place: number): string {
  return `${list}-${place}`;
}

interface Props {
  readonly id: string;
  readonly lines: readonly Suggestion[];
  readonly active: number;
  readonly onAccept: (place: number) => void;
}

/** The focus stays in the field, which names the active line; the pointer works, too. */
export function Suggestions({ id, lines, active, onAccept }: Props) {
  return (
    <div id={id} class="suggestions" role="listbox" aria-label="Suggestions" hidden={lines.length === 0}>
      {lines.map((line, place) => (
        <div
          key={line.text}
          id={optionId(id, place)}
          class="suggestion"
          role="option"
          tabIndex={-1}
          aria-selected={place === active}
          onPointerDown={(event) => {
            event.preventDefault();
            onAccept(place);
          }}
        >
          <code>{line.text}</code>
          <span class="faint">{line.hint}</span>
        </div>
      ))}
    </div>
  );
}
