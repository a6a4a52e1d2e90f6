import { useState } from 'preact/hooks';
import type { CardCheck } from '../../../src/core/card/card.ts';
import { LookUp } from './look-up.tsx';
import { ToneMark } from './tone-mark.tsx';

export function ChecksTable({ checks }: { checks: readonly CardCheck[] }) {
  if (checks.length === 0) return null;
  return (
    <table class="checks">
      <caption class="unseen">Checks of the canary against its limits</caption>
      <thead>
        <tr>
          <th scope="col">Check</th>
          <th scope="col">Canary</th>
          <th scope="col">Stable</th>
        </tr>
      </thead>
      <tbody>
        {checks.map((check) => (
          <CheckRow key={`${check.label} ${check.rule}`} check={check} />
        ))}
      </tbody>
    </table>
  );
}

/** A check that is not well says why at once; the others when asked. */
function CheckRow({ check }: { check: CardCheck }) {
  const [asked, setAsked] = useState<boolean | null>(null);
  const open = asked ?? (check.tone === 'warning' || check.tone === 'bad');
  return (
    <>
      <tr class={`check tone-${check.tone}`}>
        <th scope="row">
          <button
            type="button"
            class="check-name"
            aria-expanded={open}
            title={check.sentence}
            onClick={() => setAsked(!open)}
          >
            <ToneMark tone={check.tone} />
            <span>{check.label}</span>
            <code class="rule">{check.rule}</code>
          </button>
        </th>
        <td>{check.value === '' ? '–' : check.value}</td>
        <td class="faint">{check.stable === '' ? '–' : check.stable}</td>
      </tr>
      {open ? (
        <tr class={`check-more tone-${check.tone}`}>
          <td colSpan={3}>
            {check.sentence}
            {check.link === undefined ? null : (
              <>
                {' '}
                <LookUp link={check.link}>Look it up</LookUp>
              </>
            )}
          </td>
        </tr>
      ) : null}
    </>
  );
}
