import { hash } from 'node:crypto';

/** The page's style sheet: system fonts, both colour schemes, nothing from elsewhere. Contrasts are at least 4.5 to 1 for text. */
export const STYLE = `
:root{color-scheme:light dark;--bg:#f4f5f7;--card:#fff;--fg:#16191d;--soft:#56606b;--line:#dde1e6;--track:#e9ecef;--link:#0b57a4;
--up:#18753a;--degraded:#8f5a00;--down:#b80d1c;--maintenance:#0b57a4;--unknown:#5d6670;
--up-soft:#e5f4ea;--degraded-soft:#fdf1dc;--down-soft:#fde7e8;--maintenance-soft:#e4effb;--unknown-soft:#eceef1}
@media (prefers-color-scheme:dark){:root{--bg:#0f1215;--card:#181c21;--fg:#e9ecef;--soft:#a8b1bb;--line:#2c333b;--track:#252b32;--link:#82bbf8;
--up:#4fc873;--degraded:#e6ae3c;--down:#ff8080;--maintenance:#82bbf8;--unknown:#a0aab4;
--up-soft:#12291a;--degraded-soft:#2d220e;--down-soft:#331618;--maintenance-soft:#12253a;--unknown-soft:#22272d}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--bg);color:var(--fg);font:1rem/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
.page{max-width:54rem;margin:0 auto;padding:0 1rem}
header.page{display:flex;flex-wrap:wrap;gap:.5rem 1.5rem;align-items:flex-start;justify-content:space-between;padding-top:1.5rem;padding-bottom:1rem}
h1,h2,h3,p,ul,ol,dl,dd{margin:0}
h1{font-size:1.125rem;font-weight:650;letter-spacing:-.01em}
h2{font-size:1.25rem;font-weight:650;letter-spacing:-.015em;margin:0 0 .75rem}
h3{font-size:1.0625rem;font-weight:650}
section{margin:0 0 2.5rem}
a{color:var(--link);text-underline-offset:.2em}
a:focus-visible,summary:focus-visible,.scroll:focus-visible,main:focus-visible{outline:3px solid var(--link);outline-offset:2px;border-radius:.25rem}
.skip{position:absolute;left:-100vw;top:0;background:var(--card);padding:.5rem 1rem;z-index:1}.skip:focus{left:0}
nav ul{display:flex;flex-wrap:wrap;list-style:none;padding:0;margin:0 -.5rem}
nav a{display:inline-block;padding:.4rem .5rem}
a[aria-current]{color:var(--fg);font-weight:650;text-decoration:none}
.environment{color:var(--soft);font-size:.875rem}.environment strong{color:var(--fg);font-weight:600}
.soft,.since{color:var(--soft)}.soft,.since,.why{font-size:.875rem}
code{font:.8125rem/1.4 ui-monospace,SFMono-Regular,Menlo,monospace;color:var(--soft);overflow-wrap:anywhere}
.icon{width:1em;height:1em;flex:none;fill:currentColor}
.row{display:flex;flex-wrap:wrap;justify-content:space-between;align-items:flex-start;gap:.25rem 1rem}
.plain{padding-left:1.1rem}.plain li{margin:.25rem 0}
.glance{display:flex;gap:1rem;padding:1.5rem;border-radius:.875rem;border:1px solid transparent;background:var(--unknown-soft)}
.glance>.icon{font-size:2.75rem;margin-top:.1rem;color:var(--unknown)}
.glance p{margin-top:.35rem}
.headline{font-size:clamp(1.5rem,5vw,2.125rem);line-height:1.15;margin:0;letter-spacing:-.025em}
.meaning{font-size:1.0625rem;max-width:38em}.why{font-weight:600}
.component{background:var(--card);border:1px solid var(--line);border-radius:.75rem;padding:1rem 1.25rem;margin:0 0 .75rem}
.state{display:inline-flex;align-items:center;gap:.4em;font-weight:650;font-size:.9375rem;padding:.2em .7em .2em .5em;border-radius:2em;background:var(--unknown-soft);color:var(--unknown)}
.since{margin-top:.35rem}
.days{display:block;width:100%;height:2.25rem;margin:.875rem 0 0}
.track{fill:var(--track)}
.scale{display:flex;justify-content:space-between;align-items:center;gap:.75rem;color:var(--soft);font-size:.8125rem;margin-top:.3rem}
.scale .share{font-weight:600;color:var(--fg);font-variant-numeric:tabular-nums;flex:1;text-align:center}
.latency{display:grid;grid-template-columns:minmax(6rem,14rem) 1fr;gap:.25rem 1.25rem;align-items:center;margin-top:.75rem;padding-top:.75rem;border-top:1px solid var(--line)}
.spark{display:block;width:100%;height:2.75rem}
.spark path{fill:none;stroke-width:2;stroke-linecap:round;stroke-linejoin:round;vector-effect:non-scaling-stroke}
.spark .probes{stroke:var(--soft);stroke-width:1.25}.spark .calls{stroke:var(--link)}.spark .dot{stroke-width:5}
dl{font-size:.8125rem;color:var(--soft)}dl>div{display:flex;flex-wrap:wrap;gap:0 .5rem}dt{font-weight:600}dd{font-variant-numeric:tabular-nums}
.caption dt{font-weight:400}.calls dt{color:var(--link)}
.calls dt::before,.probes dt::before{content:"";display:inline-block;width:1rem;height:.2rem;margin-right:.4rem;vertical-align:middle;background:var(--link)}
.probes dt::before{background:var(--soft);height:.1rem}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums;font-size:.9375rem}
th,td{text-align:right;padding:.5rem 0 .5rem 1rem;border-bottom:1px solid var(--line);vertical-align:bottom;font-weight:400}
thead th{color:var(--soft);font-size:.8125rem;line-height:1.3}
th:first-child{text-align:left;padding-left:0;white-space:nowrap}tbody th{font-weight:600}
td.good{font-weight:650}td.bad{font-weight:650;color:var(--down)}
table+.soft,.scroll+.soft{margin-top:.5rem}
details{margin-top:.5rem}summary{cursor:pointer;color:var(--link);font-size:.875rem;padding:.2rem 0;width:fit-content}
.incident{background:var(--card);border:1px solid var(--line);border-left:.3rem solid var(--line);border-radius:.75rem;padding:.875rem 1.25rem;margin:0 0 .75rem}
.incident.open{border-left-color:var(--down)}
.lasted{font-size:.875rem;color:var(--soft)}.open .lasted strong{color:var(--down)}
.timeline{list-style:none;padding:0;margin:.5rem 0 0 .4rem;border-left:2px solid var(--line);font-size:.9375rem}
.timeline li{position:relative;padding:.2rem 0 .2rem 1.1rem}
.timeline li::before{content:"";position:absolute;left:-.45rem;top:.6rem;width:.75rem;height:.75rem;border-radius:50%;background:var(--unknown);border:2px solid var(--card)}
.timeline .note::before{border-radius:0;background:var(--soft)}
.timeline time{color:var(--soft);font-variant-numeric:tabular-nums;margin-right:.35rem}
.windows{list-style:none;padding:0}.windows li{background:var(--card);border:1px solid var(--line);border-radius:.75rem;padding:.75rem 1.25rem;margin:0 0 .5rem}
.notice{display:flex;gap:.75rem;background:var(--card);border:1px solid var(--line);border-radius:.75rem;padding:.875rem 1.25rem;margin-bottom:2.5rem}
.notice h2{font-size:1rem;margin:0}.notice>.icon{font-size:1.5rem}
.notice.maintenance{background:var(--maintenance-soft);border-color:transparent}.notice.maintenance>.icon{color:var(--maintenance)}
.lost{background:var(--fg);color:var(--bg);border-radius:.5rem;padding:.75rem 1rem;font-weight:600;margin-bottom:1rem}.lost[hidden]{display:none}
.visually-hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
footer.page{padding-bottom:2rem;font-size:.875rem}footer a{display:inline-block;padding:.3rem .6rem .3rem 0}
${['up', 'degraded', 'down', 'maintenance', 'unknown']
  .map(
    (
      state,
    ) => `.glance.${state}{background:var(--${state}-soft)}.glance.${state}>.icon,.glance.${state} .headline{color:var(--${state})}
.state.${state}{background:var(--${state}-soft);color:var(--${state})}.day.${state}{fill:var(--${state})}.timeline .${state}::before{background:var(--${state})}`,
  )
  .join('\n')}
@media (max-width:30rem){.glance{padding:1.125rem 1rem;flex-direction:column;gap:.5rem}.component,.incident{padding:.875rem 1rem}.latency{grid-template-columns:1fr}}
@media (forced-colors:active){.day,.track,.spark path,.icon{forced-color-adjust:none}.state,.glance{border:1px solid}}
@media print{body{background:none}nav,.skip,footer{display:none}details:not([open])>:not(summary){display:block}}
`;

/** Its address changes with it, so that no browser shows a new page in old clothes. */
export const STYLE_PATH = `/style-${hash('sha256', STYLE).slice(0, 12)}.css`;
