/** The page's only style sheet: system fonts, light and dark by the reader's setting. It is sent as it stands. */
export const PAGE_STYLE = `
:root {
  color-scheme: light dark;
  --ink: light-dark(#1d2733, #e4e9ef);
  --soft: light-dark(#5a6776, #9aa7b5);
  --paper: light-dark(#fbfbfa, #14181d);
  --panel: light-dark(#ffffff, #1b2128);
  --line: light-dark(#e3e5e8, #2b333d);
  --accent: light-dark(#a3541a, #f0a868);
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; max-width: 80rem; padding: 1.5rem;
  background: var(--paper); color: var(--ink);
  font: 0.9375rem/1.5 system-ui, sans-serif;
}
header { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0 1rem; }
h1 { margin: 0; font-size: 1.375rem; font-weight: 650; letter-spacing: -0.01em; }
h2 { margin: 0; font-size: 1.0625rem; font-weight: 620; }
p { margin: 0; color: var(--soft); }
a { color: var(--accent); }
a:focus-visible, input:focus-visible, button:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
dl { display: flex; flex-wrap: wrap; gap: 0.75rem; margin: 1.25rem 0; }
dl div { padding: 0.5rem 0.875rem; background: var(--panel); border: 1px solid var(--line); border-radius: 0.5rem; }
dt { color: var(--soft); font-size: 0.8125rem; }
dd { margin: 0; font-weight: 600; font-variant-numeric: tabular-nums; }
section { margin: 1.75rem 0; }
.head { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0 1rem; margin-bottom: 0.5rem; }
form { display: flex; gap: 0.5rem; margin-bottom: 0.5rem; }
input, button {
  padding: 0.375rem 0.625rem; font: inherit; color: inherit;
  background: var(--panel); border: 1px solid var(--line); border-radius: 0.375rem;
}
input { flex: 0 1 22rem; min-width: 8rem; }
.scroll { overflow-x: auto; background: var(--panel); border: 1px solid var(--line); border-radius: 0.5rem; }
table { border-collapse: collapse; width: 100%; font-size: 0.875rem; font-variant-numeric: tabular-nums; }
th, td { padding: 0.375rem 0.75rem; text-align: left; white-space: nowrap; border-bottom: 1px solid var(--line); }
thead th { color: var(--soft); font-weight: 500; }
tbody th { font-weight: 500; }
tbody tr:last-child > * { border-bottom: 0; }
nav { display: flex; gap: 1rem; margin-top: 0.5rem; }
`;
