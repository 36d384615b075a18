/** The page's style sheet: system fonts, both colour schemes, nothing from elsewhere. Contrasts are at least 4.5 to 1 for text. */
export const STYLE = `
:root{color-scheme:light dark;--bg:#fff;--fg:#1a1d21;--soft:#525a63;--line:#d5d9de;--card:#f6f7f9;--link:#0b57a4;
--up:#1a7f37;--degraded:#9a6700;--down:#c1121f;--maintenance:#0b57a4;--unknown:#656d76}
@media (prefers-color-scheme:dark){:root{--bg:#14171a;--fg:#e8eaed;--soft:#aab2bb;--line:#3a4048;--card:#1d2125;--link:#7fb8f5;
--up:#4cc36b;--degraded:#e0a52e;--down:#ff7b7b;--maintenance:#7fb8f5;--unknown:#9aa3ad}}
*{box-sizing:border-box}
body{margin:0;background:var(--bg);color:var(--fg);font:16px/1.5 system-ui,sans-serif}
.page{max-width:56rem;margin:0 auto;padding:1rem}
header{display:flex;flex-wrap:wrap;gap:.5rem 1rem;align-items:baseline;justify-content:space-between}
h1{font-size:1.3rem;margin:.5rem 0}h2{font-size:1.1rem;margin:2rem 0 .75rem}h3,h2.name{font-size:1rem;margin:0}
nav ul{display:flex;gap:.25rem;list-style:none;margin:0;padding:0}
nav a{display:inline-block;padding:.4rem .6rem;min-width:2.5rem;text-align:center}
a{color:var(--link)}a[aria-current]{color:var(--fg);font-weight:600;text-decoration:none}
a:focus-visible,summary:focus-visible{outline:3px solid var(--link);outline-offset:2px}
.glance{border-left:.5rem solid var(--unknown);background:var(--card);padding:1rem;border-radius:.25rem}
.glance p{margin:.25rem 0}.headline{font-size:1.5rem;font-weight:600;line-height:1.25}
.glance.up{border-color:var(--up)}.glance.degraded{border-color:var(--degraded)}.glance.down{border-color:var(--down)}.glance.maintenance{border-color:var(--maintenance)}
.soft,small{color:var(--soft)}
.component{border-top:1px solid var(--line);padding:.9rem 0}
.row{display:flex;flex-wrap:wrap;justify-content:space-between;gap:.25rem 1rem}
.state{font-weight:600}.state::before{content:"";display:inline-block;width:.7em;height:.7em;margin-right:.4em;border-radius:50%;background:var(--unknown)}
.state.down::before{border-radius:0}.state.degraded::before,.state.maintenance::before{border-radius:50% 50% 0 0}.state.unknown::before{background:none;border:2px solid var(--unknown)}
.state.up{color:var(--up)}.state.up::before{background:var(--up)}.state.degraded{color:var(--degraded)}.state.degraded::before{background:var(--degraded)}
.state.down{color:var(--down)}.state.down::before{background:var(--down)}.state.maintenance{color:var(--maintenance)}.state.maintenance::before{background:var(--maintenance)}
.days{display:block;width:100%;height:2rem;margin:.5rem 0 0}
rect.up{fill:var(--up)}rect.degraded{fill:var(--degraded)}rect.down{fill:var(--down)}rect.maintenance{fill:var(--maintenance)}rect.unknown{fill:var(--unknown)}
.spark{width:100%;height:6rem;background:var(--card)}.spark path{fill:none;stroke-width:2;stroke-linecap:round;vector-effect:non-scaling-stroke}.p95{stroke:var(--degraded);stroke-dasharray:4 3}.p50{stroke:var(--link)}
.scroll{overflow-x:auto}table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
th[scope=row]{white-space:nowrap}th,td{text-align:left;padding:.35rem .75rem .35rem 0;border-bottom:1px solid var(--line);vertical-align:top}
details{margin:.25rem 0 0}summary{cursor:pointer;color:var(--link)}
article{border-top:1px solid var(--line);padding:.9rem 0}article ol{margin:.5rem 0 0;padding-left:1.2rem}
.notice{border:1px solid var(--line);padding:.75rem;border-radius:.25rem}
.visually-hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
footer{border-top:1px solid var(--line);margin-top:2rem;padding:1rem 0}
@media (prefers-reduced-motion:no-preference){.glance{transition:border-color .3s}}
`;

/** Keeps the page current without a reload. Without it the page reloads itself each minute. */
export const LIVE_SCRIPT = `
const announce = document.getElementById('announce');
const headline = () => document.querySelector('.headline')?.textContent ?? '';
let refreshing = false;
async function refresh() {
  if (refreshing) return;
  refreshing = true;
  try {
    const response = await fetch(location.href, { headers: { accept: 'text/html' } });
    if (!response.ok) return;
    const fresh = new DOMParser().parseFromString(await response.text(), 'text/html');
    const before = headline();
    const opened = [...document.querySelectorAll('main details[open]')].map((one) => one.id);
    document.querySelector('main').replaceWith(fresh.querySelector('main'));
    document.title = fresh.title;
    for (const id of opened) document.getElementById(id)?.setAttribute('open', '');
    if (headline() !== before) announce.textContent = announce.dataset.prefix + ': ' + headline();
  } catch {
    // The event source tries again by itself, and every minute so do we.
  } finally {
    refreshing = false;
  }
}
new EventSource('/events').addEventListener('changed', refresh);
setInterval(refresh, 60000);
`;
