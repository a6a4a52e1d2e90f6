import { plainLine } from '../../core/prose.ts';

/** Blue is the canary, grey is stable, red a limit and a rollback, as on the page. All hold on white in grey print. */
export const colors = {
  background: '#ffffff',
  text: '#1c2430',
  faint: '#5b6672',
  line: '#e3e7ec',
  canary: '#2f56d6',
  stable: '#7a8694',
  boundary: '#b9c3d0',
  limit: '#c62f3b',
  good: '#1a7f4b',
  bad: '#c62f3b',
  /** Behind the curves, the stronger the more traffic the canary gets. */
  band: (weight: number) => `rgba(47, 86, 214, ${(0.17 * Math.sqrt(weight / 100)).toFixed(3)})`,
} as const;

/** In pixels of a picture that a phone shows at about a third of its width. */
export const layout = {
  width: 1080,
  left: 104,
  right: 56,
  head: 122,
  /** A panel's height: its title, its curves, its times. */
  title: 46,
  curves: 232,
  times: 50,
  /** Above the curves of the first panel: what the marked moments are. */
  moments: 30,
  foot: 10,
  font: 'DejaVu Sans',
  small: 22,
  tiny: 20,
} as const;

/** Plain text of at most so many characters. */
export function textOf(text: string, most: number): string {
  const characters = Array.from(plainLine(text));
  return characters.length <= most ? characters.join('') : `${characters.slice(0, most - 1).join('')}…`;
}
