/** The whole look of a page, also in the dark, on a phone and on paper. A constant, so that its hash can be named in a policy. */
export const style = `
:root { color-scheme: light dark; --page: #fff; --text: #1c2430; --faint: #5b6672; --line: #e3e7ec; --soft: #f5f7f9;
  --link: #2f56d6; --good: #1a7f4b; --bad: #b3232f; --wait: #8a5a00; }
@media (prefers-color-scheme: dark) { :root { --page: #14181f; --text: #e6eaf0; --faint: #9aa6b4; --line: #2b333e;
  --soft: #1c222b; --link: #8aa5ff; --good: #5fc48f; --bad: #ff8a90; --wait: #e0b050; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--text); font: 16px/1.55 system-ui, "DejaVu Sans", sans-serif;
  overflow-wrap: anywhere; }
main { max-width: 52rem; margin: 0 auto; padding: 3rem 1.25rem 4rem; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 0 0 .6rem; }
h2 { font-size: 1.2rem; margin: 2.2rem 0 .7rem; padding-top: 1rem; border-top: 1px solid var(--line); }
p, ul, dl { margin: .7rem 0; }
.summary { font-size: 1.1rem; color: var(--faint); margin: 0 0 1.6rem; }
dl > div { display: flex; gap: 1rem; padding: .35rem 0; border-bottom: 1px solid var(--line); }
dt { flex: 0 0 12rem; color: var(--faint); }
dd { margin: 0; flex: 1; min-width: 0; }
a { color: var(--link); }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .92rem; }
th, td { text-align: left; vertical-align: top; padding: .45rem .8rem .45rem 0; border-bottom: 1px solid var(--line);
  min-width: 5rem; }
th { color: var(--faint); font-weight: 600; }
pre { background: var(--soft); border: 1px solid var(--line); border-radius: 6px; padding: .8rem 1rem; overflow-x: auto;
  font: .88rem/1.5 ui-monospace, "DejaVu Sans Mono", monospace; }
.checklist { list-style: none; padding: 0; }
.checklist li { display: flex; gap: .7rem; padding: .25rem 0; }
.checklist small { display: block; color: var(--faint); }
.done > span { color: var(--good); } .undone > span { color: var(--bad); } .open > span { color: var(--faint); }
.decision { border: 1px solid var(--line); border-left: 5px solid var(--tone); border-radius: 6px; background: var(--soft);
  padding: .9rem 1.1rem; margin: 1.2rem 0; }
.decision strong { color: var(--tone); letter-spacing: .03em; font-size: 1.1rem; }
.decision p { margin: .25rem 0 0; }
.proceed { --tone: var(--good); } .hold { --tone: var(--wait); } .roll_back { --tone: var(--bad); }
.insufficient_data { --tone: var(--faint); }
.quote { margin: 1rem 0; padding-left: 1rem; border-left: 3px solid var(--line); }
.quote blockquote { margin: 0; font-style: italic; }
figcaption { color: var(--faint); font-size: .85rem; margin-top: .3rem; }
.chart { margin: 1.4rem 0; }
.chart img { width: 100%; height: auto; border: 1px solid var(--line); border-radius: 6px; background: #fff; }
footer { margin-top: 3rem; padding-top: 1rem; border-top: 1px solid var(--line); color: var(--faint); font-size: .85rem; }
@media (max-width: 36rem) { main { padding-top: 1.5rem; } dl > div { display: block; } }
@media print { main { max-width: none; padding: 0; } h2, .decision { break-after: avoid; } tr, li { break-inside: avoid; } }
`;
