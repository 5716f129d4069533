/** How the page looks: light and dark, on a screen and on paper. Nothing is fetched: fonts are those of the reader's system. */
import { levelColours } from "./level-colours.ts";

export function pageStyle(levels: number): string {
  const colours = (mode: "light" | "dark"): string =>
    levelColours(levels, mode)
      .map((colour, level) => `--level-${level}:${colour};`)
      .join("");
  return `:root{${LIGHT}${colours("light")}}
@media (prefers-color-scheme:dark){:root{${DARK}${colours("dark")}}}
@media print{:root{${LIGHT}${colours("light")}}}
${RULES}`;
}

const LIGHT =
  "color-scheme:light;--paper:#faf9f6;--card:#fff;--ink:#1d2430;--soft:#5a6473;--line:#e5e2da;--accent:#20627f;--gain:#17704f;--loss:#a4481f;--gain-tint:#2f9e76;--loss-tint:#d9804f;--edge-tint:#8796a8;";
const DARK =
  "color-scheme:dark;--paper:#13161b;--card:#1a1f26;--ink:#ebe8e1;--soft:#9fa8b5;--line:#2c333d;--accent:#84c3dd;--gain:#6ad0a5;--loss:#f0a77d;--gain-tint:#2f9e76;--loss-tint:#c26a3c;--edge-tint:#6b7a8c;";

const RULES = `*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--paper);color:var(--ink);font:400 16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",Ubuntu,"Liberation Sans",sans-serif;font-variant-numeric:tabular-nums}
main,body>header,body>footer{max-width:1080px;margin:0 auto;padding:0 32px}
h1,h2,h3,.size,.headline dd{font-family:"Iowan Old Style","Palatino Linotype",Palatino,P052,"URW Palladio L","Book Antiqua",Georgia,"Noto Serif",serif;font-weight:500;letter-spacing:-.01em}
body>header{padding-top:56px}
.kind{margin:0;color:var(--accent);font-size:13px;font-weight:600;letter-spacing:.09em;text-transform:uppercase}
h1{margin:6px 0 4px;font-size:44px;line-height:1.12}
.when{margin:0;color:var(--soft)}
.headline{display:grid;grid-template-columns:repeat(auto-fit,minmax(150px,1fr));gap:0;margin:36px 0 0;padding:0;border-top:2px solid var(--ink)}
.headline div{padding:14px 18px 14px 0}
.headline dt{color:var(--soft);font-size:14px}
.headline dd{margin:0;font-size:34px;line-height:1.2}
section{margin-top:56px}
h2{margin:0 0 4px;font-size:28px;line-height:1.2}
h3{margin:0;font-size:20px;line-height:1.25}
section>h3{margin-top:28px}
.lead{max-width:78ch;margin:0 0 20px;color:var(--soft)}
.lead b{font-weight:600}
.gain{color:var(--gain)}.loss{color:var(--loss)}.same{color:var(--soft)}
.panel{margin:0;padding:20px 20px 12px;background:var(--card);border:1px solid var(--line);border-radius:14px}
svg{display:block;width:100%;height:auto;overflow:visible}
svg path{stroke:var(--card);stroke-width:1.5;stroke-linejoin:round}
.grid{stroke:var(--line);stroke-width:1}
.axis{stroke:var(--soft);stroke-width:1}
.tick{fill:var(--soft);font-size:13px}
.name{fill:var(--ink);font-size:15px;font-weight:600}
.added{fill:var(--gain-tint)}.removed{fill:var(--loss-tint)}
.added-name{fill:var(--gain);font-weight:600}.removed-name{fill:var(--loss);font-weight:600}
details{margin-top:10px}
summary{cursor:pointer;width:max-content;color:var(--accent);font-size:15px}
summary:focus-visible{outline:2px solid var(--accent);outline-offset:3px;border-radius:3px}
.scroll{overflow-x:auto}
table{border-collapse:collapse;font-size:15px}
.figures{margin-top:12px;min-width:min(100%,420px)}
.figures.wide{width:100%;margin-top:16px}
.figures th,.figures td{padding:7px 16px 7px 0;border-bottom:1px solid var(--line);text-align:right}
.figures th:first-child{text-align:left;font-weight:400}
.figures th[scope=row] span{color:var(--soft);padding-left:6px}
.figures thead th{color:var(--soft);font-weight:500;font-size:13.5px;border-bottom-color:var(--soft)}
.moves{width:100%;min-width:620px;border-spacing:4px;border-collapse:separate;margin:0 -4px;table-layout:fixed}
.moves th{font-weight:500;font-size:14.5px;padding:6px 8px}
.moves thead th{text-align:center;color:var(--soft)}
.moves .corner,.moves tbody th{text-align:left}
.moves .corner{font-size:13px}
.moves td{height:52px;text-align:center;border-radius:8px;background:var(--card);font-size:16px}
.moves .none{color:var(--soft);background:transparent}
.moves .stay{color:var(--soft);background:var(--card);border:1px dashed var(--line)}
.moves .up{background:color-mix(in oklab,var(--gain-tint) var(--tint),var(--card))}
.moves .down{background:color-mix(in oklab,var(--loss-tint) var(--tint),var(--card))}
.moves .edge{background:color-mix(in oklab,var(--edge-tint) calc(var(--tint)*.6),var(--card))}
.cards{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,460px),1fr));gap:20px}
.card{background:var(--card);border:1px solid var(--line);border-top:4px solid var(--mark,var(--accent));border-radius:14px;padding:20px 24px 22px;break-inside:avoid}
.card header{display:flex;justify-content:space-between;align-items:baseline;gap:16px}
.card h3{font-size:25px;overflow-wrap:anywhere}
.size{margin:0;font-size:36px;line-height:1.1}
.meaning{margin:2px 0 10px;color:var(--soft)}
.spark{margin:4px 0 8px}
.spark polyline{fill:none;stroke:var(--accent);stroke-width:2;stroke-linejoin:round;stroke-linecap:round;vector-effect:non-scaling-stroke}
.spark circle{fill:var(--accent)}
.earlier{display:flex;gap:32px;margin:0;font-size:15px}
.earlier dt{color:var(--soft);font-size:13.5px}
.earlier dd{margin:0}
.earlier span{padding-left:4px;font-weight:600}
.route{margin-top:16px;padding-top:14px;border-top:1px solid var(--line)}
.to{display:flex;flex-wrap:wrap;gap:0 8px;margin:0 0 10px;align-items:baseline}
.to b{font-weight:600}
.to span{margin-left:auto;color:var(--soft);font-size:13.5px}
.funnel{list-style:none;margin:0;padding:0;font-size:14.5px}
.funnel li{display:grid;grid-template-columns:10.4em 1fr 3.2em 2.4em;align-items:center;column-gap:10px;min-height:25px}
.funnel span{color:var(--soft);white-space:nowrap;overflow:hidden;text-overflow:ellipsis}
.funnel i{display:block;height:12px;border-radius:3px;background:linear-gradient(to right,color-mix(in oklab,var(--accent) 78%,var(--card)) var(--share),color-mix(in oklab,var(--accent) 12%,var(--card)) 0)}
.funnel b{font-weight:600;text-align:right}
.funnel em{font-style:normal;color:var(--loss);text-align:right}
.reasons{margin:10px 0 0;padding:0;list-style:none;font-size:14.5px;color:var(--soft)}
.reasons li{padding-left:1.1em;text-indent:-1.1em}
.reasons li::before{content:"– "}
.reasons b{color:var(--ink);font-weight:600}
.nowhere{margin:12px 0 0;color:var(--soft);font-size:15px}
body>footer{margin-top:64px;padding-top:18px;padding-bottom:48px;color:var(--soft);font-size:14px}
body>footer p{max-width:78ch;margin:0 0 6px;border-top:0}
@media (max-width:640px){main,body>header,body>footer{padding-left:18px;padding-right:18px}h1{font-size:34px}.funnel li{grid-template-columns:8.4em 1fr 3.4em 2.6em}.funnel span{white-space:normal}}
@media print{@page{margin:14mm}body{background:#fff;font-size:9.5pt;-webkit-print-color-adjust:exact;print-color-adjust:exact}main,body>header,body>footer{max-width:none;padding-left:0;padding-right:0}body>header{padding-top:0}h1{font-size:26pt}h2{font-size:17pt}section{margin-top:26px}.headline{grid-template-columns:repeat(6,1fr);margin-top:18px}.headline dd{font-size:19pt}.headline dt,.earlier,.funnel,.reasons,.figures,.to,.nowhere,.moves th{font-size:8.5pt}.figures th,.figures td{padding-top:3px;padding-bottom:3px}.moves td{height:34px;font-size:10pt}.cards{grid-template-columns:1fr 1fr;gap:12px}.card{padding:12px 16px 14px}.card h3{font-size:15pt}.size{font-size:20pt}.to span{font-size:8pt}.funnel li{min-height:18px;grid-template-columns:9.6em 1fr 3em 2.4em}.funnel i{height:9px}.route{margin-top:9px;padding-top:8px}.panel,.card,tr{break-inside:avoid}h2,h3,.lead{break-after:avoid}details::details-content{content-visibility:visible;height:auto}summary{list-style:none;color:var(--soft)}}`;
