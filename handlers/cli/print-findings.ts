import type { Finding } from '../../src/ports/examine.ts';
import type { PrintOptions as CardOptions } from './print-card.ts';
import { paragraph, printable, toneMarks } from './terminal-text.ts';

type PrintOptions = Pick<CardOptions, 'paint' | 'width'>;

const tones = { ok: 'good', warning: 'warning', error: 'bad' } as const;

/** What an examination found, worst last, where the eye is when it has scrolled by; a summary at the end. */
export function findingsText(findings: readonly Finding[], options: PrintOptions): string {
  const order = ['ok', 'warning', 'error'] as const;
  const lines = order.flatMap((state) =>
    findings.filter((finding) => finding.state === state).flatMap((finding) => linesOf(finding, options)),
  );
  return [...lines, '', summary(findings)].join('\n');
}

function linesOf({ about, state, sentence }: Finding, options: PrintOptions): readonly string[] {
  const { mark, style } = toneMarks[tones[state]];
  const text = paragraph(sentence, options.width - 4, options.paint).map((line) => `    ${line}`);
  return [`${options.paint(style, mark)} ${options.paint('bold', printable(about))}`, ...text];
}

function summary(findings: readonly Finding[]): string {
  const count = (state: Finding['state']) => findings.filter((finding) => finding.state === state).length;
  const [errors, warnings] = [count('error'), count('warning')];
  if (errors + warnings === 0) return 'All is well.';
  const wrong = `${errors} ${errors === 1 ? 'thing is' : 'things are'} wrong`;
  const mend = `${warnings} should be mended`;
  if (errors === 0) return `Rollouts can work; ${mend}.`;
  return warnings === 0 ? `${wrong}.` : `${wrong}, and ${mend}.`;
}
