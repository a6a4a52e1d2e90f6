const hues: Readonly<Record<string, number>> = { v1: 215, v2: 150, v3: 8 };

const texts = {
  product: {
    title: 'Alpine rope, 60 m',
    line: 'Dry-treated, 9.2 mm, holds more falls than you plan to take.',
    action: '<a href="/checkout">Buy for €189</a>',
  },
  checkout: {
    title: 'Thank you',
    line: 'Your rope is on its way.',
    action: '<a href="/">Back to the shop</a>',
  },
  failed: {
    title: 'Something broke',
    line: 'This version of the shop failed on your request.',
    action: '<a href="/">Try again</a>',
  },
} as const;

/** The sample shop's page: what it sells, and unmistakably which version served it. */
export function shopPage({ version, page }: { version: string; page: keyof typeof texts }): string {
  const { title, line, action } = texts[page];
  const hue = hues[version] ?? 0;
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · Rope shop ${version}</title>
<style>
  body { margin: 0; min-height: 100vh; display: grid; place-items: center; font: 17px/1.5 system-ui, sans-serif;
    color: hsl(${hue} 40% 14%); background: linear-gradient(160deg, hsl(${hue} 70% 96%), hsl(${hue} 55% 84%)); }
  main { width: min(24rem, 86vw); padding: 2rem; border-radius: 1.2rem; background: #fff;
    box-shadow: 0 1.2rem 3rem hsl(${hue} 40% 30% / .18); }
  svg { display: block; width: 100%; margin-bottom: 1rem; }
  h1 { margin: 0 0 .3rem; font-size: 1.6rem; }
  a { display: inline-block; padding: .6rem 1.2rem; border-radius: .6rem; color: #fff; text-decoration: none;
    background: hsl(${hue} 65% 36%); }
  small { float: right; padding: .1rem .7rem; border-radius: 1rem; background: hsl(${hue} 70% 90%); }
</style>
<main>
  <small>${version}</small>
  <svg viewBox="0 0 240 90" fill="none" stroke="hsl(${hue} 60% 45%)" stroke-width="6" stroke-linecap="round" aria-hidden="true">
    <path d="M10 70c40-90 70 60 105-5s55-40 60 5-60 10-40-20 70-20 95 10"/>
  </svg>
  <h1>${title}</h1>
  <p>${line}</p>
  ${action}
</main>
</html>
`;
}
