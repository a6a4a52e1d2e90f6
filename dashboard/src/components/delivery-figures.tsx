import { targetWords, valueWords } from '../../../src/core/delivery/document.ts';
import { type Figure, figureNames } from '../../../src/core/delivery/figure.ts';
import { ToneMark } from './tone-mark.tsx';

/** Each figure with the number of cases behind it, and whether it is what belay.yml wants. */
export function DeliveryFigures({ figures }: { figures: readonly Figure[] }) {
  return (
    <ul class="figures" aria-label="Delivery figures">
      {figures.map((figure) => (
        <li key={figure.name}>
          <span class="figure-name">{figureNames[figure.name]}</span>
          <b class={figure.value === null ? 'figure-value faint' : 'figure-value'}>{valueWords(figure)}</b>
          <span class="faint">
            {figure.n} {figure.of}
            {figure.note === '' ? '' : `; ${figure.note}`}
          </span>
          {figure.target === null ? null : (
            <span class="figure-target">
              <ToneMark tone={toneOf(figure.target.met)} />
              {targetWords(figure)}
            </span>
          )}
        </li>
      ))}
    </ul>
  );
}

function toneOf(met: boolean | null) {
  if (met === null) return 'quiet';
  return met ? 'good' : 'warning';
}
