/** Somebody's words where a browser reads HTML: nothing in them is markup, and their lines stay lines. */
export const escaped = (text: string): string =>
  text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;').replace(/\n/g, '<br>')

/** A page that somebody opens in a browser. Nothing in it is loaded from anywhere, and nothing runs in it. */
export interface WebPage {
  html: string
  /** What its one style element holds: a browser is told to believe no other. */
  style: string
}

// Colours with a contrast of 7 to 1 and more, by day and by night; buttons that a thumb does not miss.
const STYLE = `
:root{color-scheme:light dark;--ink:#1d1c1d;--soft:#4a484a;--paper:#fff;--line:#c9c6c9;--act:#0b5a43;--on-act:#fff}
@media (prefers-color-scheme:dark){:root{--ink:#f2f0f2;--soft:#c7c4c7;--paper:#1b1a1c;--line:#55525a;--act:#8fe0c0;--on-act:#0c2019}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:1.0625rem/1.5 system-ui,sans-serif;overflow-wrap:anywhere}
main{max-width:40rem;margin:0 auto;padding:1.5rem 1.25rem 3rem}
h1{font-size:1.5rem;line-height:1.25;margin:.25rem 0 1rem}
p{margin:0 0 1rem}
.project,.small{color:var(--soft)}
.project{margin:0;font-weight:600}
.news{border-left:.3rem solid var(--act);padding:.5rem 0 .5rem .85rem}
ol{list-style:none;margin:1.5rem 0;padding:0}
li{border:1px solid var(--line);border-radius:.6rem;padding:1rem;margin:0 0 1rem}
li p{margin:0 0 .75rem}
li .small{margin:0}
form{margin:0}
button{font:inherit;font-weight:600;min-height:2.75rem;padding:.5rem 1.25rem;border:0;border-radius:.5rem;background:var(--act);color:var(--on-act);cursor:pointer}
button:focus-visible{outline:.2rem solid var(--ink);outline-offset:.2rem}
@media (max-width:30rem){button{width:100%}}
`

/** A page from parts that are HTML already. */
export const webPage = (title: string, parts: string[]): WebPage => ({
  style: STYLE,
  html: [
    '<!doctype html>',
    '<html lang="en"><head><meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${escaped(title).replaceAll('<br>', ' ')}</title>`,
    `<style>${STYLE}</style></head>`,
    '<body><main>',
    ...parts,
    '</main></body></html>',
    '',
  ].join('\n'),
})

/** A paragraph; `kind` is one of the classes of the style. */
export const inParagraph = (text: string, kind?: 'project' | 'small' | 'news'): string =>
  `<p dir="auto"${kind ? ` class="${kind}"` : ''}>${escaped(text)}</p>`
