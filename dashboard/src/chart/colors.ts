/** The page's colours as a canvas needs them. */
export interface ChartColors {
  readonly canary: string;
  readonly stable: string;
  readonly limit: string;
  readonly weight: string;
  readonly grid: string;
  readonly text: string;
  readonly font: string;
}

export function readColors(element: Element): ChartColors {
  const style = getComputedStyle(element);
  const value = (name: string) => style.getPropertyValue(name).trim();
  return {
    canary: value('--canary'),
    stable: value('--stable'),
    limit: value('--bad'),
    weight: value('--weight'),
    grid: value('--line'),
    text: value('--faint'),
    font: style.fontFamily,
  };
}
