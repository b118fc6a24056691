// How the developer's tools look, in light and in dark.

export const TEXT = `
:host {
  all: initial; position: static;
  --back: #fff; --raised: #f4f5f7; --line: #dfe2e7; --text: #1b1f24; --dim: #59636e; --code: #f6f7f9;
  --bad: #c3272b; --bad-back: #fdecec; --good: #14784a; --warn: #8a5a00; --warn-back: #fff4d6; --link: #0b5cc0; --hint-back: #eaf6ef;
  --comment: #6a737d; --string: #0f6b3f; --word: #8a2da5; --number: #9a5200;
  --sans: system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; --mono: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace;
}
@media (prefers-color-scheme: dark) {
  :host {
    --back: #17191e; --raised: #1f2229; --line: #31353e; --text: #e4e7eb; --dim: #98a1ad; --code: #111317;
    --bad: #ff7b78; --bad-back: #3a1d1f; --good: #5fd39b; --warn: #f0c064; --warn-back: #3a2f14; --link: #78b4ff; --hint-back: #15291f;
    --comment: #7d8793; --string: #8fd3a7; --word: #d7a0ea; --number: #f0b27a;
  }
}
* { box-sizing: border-box; }
button { font: inherit; color: inherit; background: var(--raised); border: 1px solid var(--line); border-radius: 6px; padding: 4px 10px; cursor: pointer; }
button:hover:not(:disabled) { border-color: var(--dim); }
button:disabled { opacity: .4; cursor: default; }
button[aria-pressed=true] { border-color: var(--link); color: var(--link); }
:focus-visible { outline: 2px solid var(--link); outline-offset: 1px; }
.small { padding: 2px 8px; background: none; border-color: transparent; color: var(--dim); }
a { color: var(--link); text-decoration: none; }
a:hover { text-decoration: underline; }
code, pre, .code { font-family: var(--mono); }
.place { font-family: var(--mono); font-size: 12px; overflow-wrap: anywhere; }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
[hidden] { display: none !important; }

/* The overlay */
dialog.overlay {
  width: 100vw; max-width: none; height: 100dvh; max-height: none; margin: 0; border: 0; padding: 5vh 16px; overflow: auto; background: none;
  font: 15px/1.5 var(--sans); color: var(--text);
}
dialog::backdrop { background: rgb(10 12 16 / .6); backdrop-filter: blur(2px); }
.card {
  max-width: 960px; margin: 0 auto; background: var(--back); border: 1px solid var(--line); border-top: 4px solid var(--bad); border-radius: 10px;
  box-shadow: 0 24px 64px rgb(0 0 0 / .4); overflow: hidden;
}
.card > header { display: flex; flex-wrap: wrap; align-items: center; gap: 8px 12px; padding: 16px 12px 0 24px; }
.card > header h1 { order: 3; flex: 1 0 100%; margin: 0; padding-right: 12px; font-size: 20px; font-weight: 650; line-height: 1.35; overflow-wrap: anywhere; color: var(--bad); }
.kind { font-size: 12px; font-weight: 600; letter-spacing: .04em; text-transform: uppercase; color: var(--dim); margin-right: auto; }
.card nav { display: flex; align-items: center; gap: 4px; font-size: 13px; color: var(--dim); }
.card nav .small { font-size: 18px; line-height: 1; }
.body { padding: 4px 24px 16px; }
.card > footer { padding: 10px 24px; border-top: 1px solid var(--line); background: var(--raised); font-size: 12.5px; color: var(--dim); }
.about { margin: 4px 0 12px; color: var(--dim); font-size: 13.5px; overflow-wrap: anywhere; }
.more { margin: 8px 0; white-space: pre-wrap; overflow-wrap: anywhere; font-size: 13px; }
.problem + .problem, .exception + .exception { border-top: 1px solid var(--line); margin-top: 20px; padding-top: 4px; }
.where { margin: 14px 0 6px; font-size: 13px; color: var(--dim); }
.badge { margin-right: 10px; padding: 2px 7px; border-radius: 5px; background: var(--bad-back); color: var(--bad); font-size: 12px; font-weight: 600; }
.problem h2 { margin: 0 0 8px; font-size: 15.5px; font-weight: 550; line-height: 1.4; overflow-wrap: anywhere; }
.link { margin: 14px 0 0; color: var(--dim); } .link b { color: var(--text); font-weight: 550; }
.hint { margin: 10px 0; padding: 8px 12px; border-left: 3px solid var(--good); border-radius: 0 6px 6px 0; background: var(--hint-back); overflow-wrap: anywhere; }
details > summary { cursor: pointer; color: var(--dim); font-size: 13px; }
.prose { margin: 6px 0 0; white-space: pre-line; font-size: 13.5px; }
.code { margin: 6px 0 10px; padding: 10px 0; border: 1px solid var(--line); border-radius: 8px; background: var(--code); font-size: 13px; line-height: 1.6; overflow-x: auto; tab-size: 4; }
.code .line { display: flex; width: max-content; min-width: 100%; padding-right: 16px; }
.code .meant { background: var(--bad-back); }
.code .number { position: sticky; left: 0; flex: none; width: 52px; padding-right: 14px; text-align: right; color: var(--dim); user-select: none; background: var(--code); }
.code .meant .number { background: var(--bad-back); color: var(--bad); font-weight: 600; }
.code .source { white-space: pre; }
.caret { display: block; height: 1.1em; margin-top: -.35em; } .caret b { color: var(--bad); font-weight: 700; }
.code i { font-style: normal; } .code .comment { color: var(--comment); } .code .text { color: var(--string); } .code .word { color: var(--word); } .code i.number { all: unset; color: var(--number); }
.frames h3 { margin: 16px 0 6px; font-size: 13px; font-weight: 550; color: var(--dim); }
.frames ol { list-style: none; margin: 0; padding: 0; }
.frame { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 0 12px; padding: 6px 0; border-top: 1px solid var(--line); font-size: 13px; }
.frame .function { font-family: var(--mono); font-weight: 600; overflow-wrap: anywhere; }
.frame code { grid-column: 1 / -1; color: var(--dim); font-size: 12.5px; white-space: pre-wrap; overflow-wrap: anywhere; }
.library { padding: 6px 0; border-top: 1px solid var(--line); }

/* The corner and the panel */
.corner { position: fixed; right: 12px; bottom: 12px; z-index: 2147483646; display: flex; gap: 6px; font: 12.5px/1.4 var(--sans); color: var(--text); }
.pill { display: flex; align-items: center; gap: 6px; padding: 5px 11px; border-radius: 99px; background: var(--back); box-shadow: 0 2px 10px rgb(0 0 0 / .22); }
.pill.bad { background: var(--bad); border-color: var(--bad); color: var(--back); font-weight: 600; }
.pill.warn { background: var(--warn-back); border-color: var(--warn); color: var(--warn); font-variant-numeric: tabular-nums; }
.dot { display: inline-block; width: 8px; height: 8px; margin-right: 6px; border-radius: 50%; background: var(--dim); }
.pill .dot { margin: 0; }
.dot.connected { background: var(--good); } .dot.reconnecting, .dot.connecting { background: var(--warn); } .dot.offline, .dot.closed { background: var(--bad); }
.panel {
  position: fixed; right: 12px; bottom: 52px; z-index: 2147483645; display: flex; flex-direction: column; width: min(820px, calc(100vw - 24px)); height: min(440px, calc(100dvh - 76px));
  background: var(--back); border: 1px solid var(--line); border-radius: 10px; box-shadow: 0 12px 40px rgb(0 0 0 / .3); overflow: hidden; font: 13px/1.45 var(--sans); color: var(--text);
}
.panel > header { display: flex; flex-wrap: wrap; align-items: center; gap: 0 8px; padding: 0 6px 0 4px; border-bottom: 1px solid var(--line); background: var(--raised); }
.tabs { display: flex; }
.tabs button { padding: 9px 12px; border: 0; border-bottom: 2px solid transparent; border-radius: 0; background: none; color: var(--dim); }
.tabs button[aria-selected=true] { border-bottom-color: var(--link); color: var(--text); }
.tabs .count:not(:empty) { margin-left: 6px; padding: 0 6px; border-radius: 9px; background: var(--warn-back); color: var(--warn); font-size: 11.5px; }
.summary { display: flex; flex: 1; flex-wrap: wrap; justify-content: flex-end; align-items: center; gap: 2px 16px; padding: 4px; color: var(--dim); font-size: 12px; font-variant-numeric: tabular-nums; white-space: nowrap; }
.summary b { font-weight: 600; color: var(--text); }
.times svg { width: 80px; height: 14px; margin-right: 8px; vertical-align: -2px; fill: var(--link); }
.content { flex: 1; overflow: auto; overscroll-behavior: contain; }
.filters { display: flex; flex-wrap: wrap; gap: 6px; padding: 8px 10px; }
.filters button { padding: 2px 10px; border-radius: 99px; font-size: 12px; }
.empty { margin: 0; padding: 48px 24px; text-align: center; color: var(--dim); }
.row { border-top: 1px solid var(--line); }
.row > summary { display: grid; grid-template-columns: 14px minmax(0, 5fr) minmax(0, 4fr) 76px minmax(0, 3fr); gap: 10px; align-items: baseline; padding: 5px 12px; list-style: none; color: var(--text); font-size: 12.5px; }
.row.event > summary { grid-template-columns: 92px minmax(0, 2fr) minmax(0, 5fr) minmax(0, 2fr); }
.row > summary::-webkit-details-marker { display: none; }
.row > summary:hover { background: var(--raised); }
.row > summary > * { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.row .what, .row .result { font-size: 12px; } .row .result, .row .topic { color: var(--dim); }
.row .place { text-align: right; }
.ms { color: var(--dim); text-align: right; font-size: 12px; font-variant-numeric: tabular-nums; } .event .ms, .history .ms { text-align: left; }
.status { align-self: center; width: 9px; height: 9px; border-radius: 50%; background: var(--dim); }
.row.ok .status { background: var(--good); } .row.failed .status { background: var(--bad); } .row.stopped .status, .row.refused .status { background: var(--warn); }
.row.sent .status, .row.queued .status { background: none; border: 2px solid var(--link); }
.row.failed .result { color: var(--bad); }
.detail { padding: 4px 12px 12px 36px; background: var(--raised); }
dl { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: 3px 16px; margin: 0; padding: 6px 0; font-size: 12.5px; }
dt { color: var(--dim); } dd { margin: 0; overflow-wrap: anywhere; }
dd pre { margin: 0; font-size: 12px; white-space: pre-wrap; } .stack { margin: 0; padding: 0; list-style: none; }
.two { display: grid; grid-template-columns: 1fr 1fr; gap: 0 24px; padding: 6px 14px; }
.history { margin: 0; padding: 6px 0; list-style: none; font-size: 12.5px; } .history .bad { color: var(--bad); } .history .good { color: var(--good); }
.network { padding: 0 4px 8px; }
.network label { display: grid; grid-template-columns: 140px minmax(100px, 1fr) 72px; gap: 0 12px; align-items: center; padding: 6px 10px; }
.network label.check { grid-template-columns: auto 1fr; justify-content: start; }
.network small { grid-column: 2 / -1; color: var(--dim); font-size: 12px; }
.network .value { text-align: right; font-variant-numeric: tabular-nums; }
.network input { accent-color: var(--link); } .network input[type=range] { width: 100%; margin: 0; }
.actions { display: flex; flex-wrap: wrap; gap: 8px; padding: 8px 10px; }
.note { margin: 4px 10px 0; color: var(--dim); font-size: 12px; }

@media (max-width: 640px) {
  dialog.overlay { padding: 0; }
  .card { min-height: 100dvh; border-radius: 0; border-width: 4px 0 0; }
  .card > header { padding: 12px 8px 0 14px; } .card > header h1 { font-size: 17px; } .body { padding: 4px 14px 16px; } .card > footer { padding: 10px 14px; }
  .code { margin-left: -14px; margin-right: -14px; border-radius: 0; border-width: 1px 0; font-size: 12px; } .code .number { width: 38px; padding-right: 10px; }
  .frame { grid-template-columns: minmax(0, 1fr); }
  .panel { right: 0; left: 0; bottom: 48px; width: 100vw; height: min(60dvh, calc(100dvh - 60px)); border-radius: 10px 10px 0 0; border-width: 1px 0; }
  .panel .summary { order: 3; flex: 1 0 100%; justify-content: flex-start; padding: 4px 10px; } .panel > header > .small { margin-left: auto; }
  .row > summary { grid-template-columns: 12px minmax(0, 1fr) auto; gap: 0 8px; } .row > summary .result { grid-column: 2; } .row > summary .place { grid-column: 3; }
  .row.event > summary { grid-template-columns: minmax(0, 1fr) auto; }
  .two { grid-template-columns: minmax(0, 1fr); }
  .network label { grid-template-columns: 90px minmax(60px, 1fr) 64px; }
}
@media (prefers-reduced-motion: no-preference) {
  .row.sent .status, .row.queued .status { animation: pulse 1.2s infinite alternate; }
  @keyframes pulse { to { opacity: .35; } }
}
`;
