/** The style of the page of packages, light and dark. */
export const PAGE_STYLE = `
:root { color-scheme: light dark; font: 14px/1.4 system-ui, sans-serif; }
body { margin: 0; display: flex; flex-direction: column; height: 100vh; }
header { display: flex; flex-wrap: wrap; gap: .25rem 1rem; align-items: baseline; padding: .5rem 1rem; }
h1 { font-size: 1.1rem; margin: 0; }
p { margin: 0; opacity: .8; }
nav button { font: inherit; border: 0; background: none; color: inherit; padding: 0 .2rem; cursor: pointer; text-decoration: underline; }
main { position: relative; flex: 1; margin: 0 1rem 1rem; }
.box { position: absolute; overflow: hidden; box-sizing: border-box; border: 1px solid Canvas; color: #111; cursor: default; font-size: 12px; }
.box[data-open] { cursor: zoom-in; }
.box:focus-visible { outline: 2px solid Highlight; outline-offset: -2px; }
.label { display: block; padding: 1px 4px; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; pointer-events: none; }
.none { padding: 2rem; }
`;

/** What lays out the page: a squarified treemap, two levels at a time. Texts go into the page as texts only. */
export const PAGE_SCRIPT = `
const map = document.getElementById('map'), select = document.getElementById('functions'), nav = document.getElementById('path'), total = document.getElementById('total');
const size = (n) => n < 1000 ? n + ' B' : n < 1e6 ? (n / 1e3).toFixed(1) + ' kB' : (n / 1e6).toFixed(1) + ' MB';
const hue = (text) => { let h = 0; for (const c of text) h = (h * 31 + c.codePointAt(0)) % 360; return h; };
let trail = [];
packages.forEach((one, index) => {
  const option = document.createElement('option');
  option.value = index;
  option.textContent = one.function + ' (' + one.template + ')' + (one.content ? (one.content.estimate ? ', at most ' : ', ') + size(one.content.bytes) : '');
  select.append(option);
});
const squarify = (nodes, x, y, w, h, place) => {
  const sum = nodes.reduce((all, node) => all + node.bytes, 0);
  if (sum === 0 || w < 2 || h < 2) return;
  const scale = w * h / sum;
  let rest = nodes.filter((node) => node.bytes > 0);
  while (rest.length > 0) {
    const side = Math.min(w, h);
    let row = [], area = 0, worst = Infinity;
    for (const node of rest) {
      const next = area + node.bytes * scale;
      const biggest = (row[0] || node).bytes * scale, smallest = node.bytes * scale;
      const ratio = Math.max(side * side * biggest / (next * next), next * next / (side * side * smallest));
      if (row.length > 0 && ratio > worst) break;
      row.push(node); area = next; worst = ratio;
    }
    const thick = area / side;
    let at = 0;
    for (const node of row) {
      const long = node.bytes * scale / thick;
      if (w >= h) place(node, x, y + at, thick, long); else place(node, x + at, y, long, thick);
      at += long;
    }
    if (w >= h) { x += thick; w -= thick; } else { y += thick; h -= thick; }
    rest = rest.slice(row.length);
  }
};
const box = (node, parent, x, y, w, h, path, level) => {
  if (w < 3 || h < 3) return;
  const isOpen = node.children.length > 0;
  const element = document.createElement('div');
  element.className = 'box';
  element.style.cssText += 'left:' + x + 'px;top:' + y + 'px;width:' + w + 'px;height:' + h + 'px;background:hsl(' + hue(path[0] === 'node_modules' ? path[1] || path[0] : path[0]) + ' 55% ' + (level === 0 ? 72 : 82) + '%)';
  element.title = path.join('/') + '\\n' + size(node.bytes) + ', ' + node.files + (node.files === 1 ? ' file' : ' files');
  if (h > 16 && w > 30) {
    const label = document.createElement('span');
    label.className = 'label';
    label.textContent = node.name + (isOpen ? '/' : '') + '  ' + size(node.bytes);
    element.append(label);
  }
  if (isOpen) {
    element.dataset.open = '';
    element.tabIndex = 0;
    element.setAttribute('role', 'button');
    const enter = (event) => { event.stopPropagation(); trail = path; draw(); };
    element.onclick = enter;
    element.onkeydown = (event) => { if (event.key === 'Enter') enter(event); };
    if (level < 2 && w > 60 && h > 50) squarify(node.children, 3, 19, w - 8, h - 24, (child, cx, cy, cw, ch) => box(child, element, cx, cy, cw, ch, path.concat(child.name), level + 1));
  }
  parent.append(element);
};
const crumb = (text, depth) => {
  const button = document.createElement('button');
  button.textContent = text;
  button.onclick = () => { trail = trail.slice(0, depth); draw(); };
  nav.append(button);
};
const draw = () => {
  map.replaceChildren(); nav.replaceChildren();
  const one = packages[select.value];
  if (!one || !one.content) {
    const none = document.createElement('p');
    none.className = 'none';
    none.textContent = one ? 'Size unknown: ' + one.reason + '.' : 'No functions.';
    map.append(none); total.textContent = '';
    return;
  }
  const { content } = one;
  let node = content.tree;
  for (const name of trail) node = node.children.find((child) => child.name === name);
  crumb(content.path || '.', 0);
  trail.forEach((name, index) => crumb(name, index + 1));
  const { estimate } = content;
  if (estimate) total.textContent = (estimate.unknown.length > 0 ? 'size unknown: ' + estimate.unknown.join('; ') + '; without it ' : '') + 'at most ' + size(content.bytes) + ', ' + size(content.zippedBytes) + ' zipped: ' + estimate.modules + ' modules'
    + (estimate.externals.length > 0 ? '; left as imports: ' + estimate.externals.map((one) => one.name).join(', ') : '');
  else total.textContent = (content.complete ? '' : 'at least ') + size(content.bytes) + ' in ' + content.files + ' files, ' + (content.kind === 'archive' ? '' : 'about ') + size(content.zippedBytes) + ' zipped'
    + (content.unknownSizes.length > 0 ? '; size unknown: ' + content.unknownSizes.join(', ') + (content.unknownReason ? ' (' + content.unknownReason + ')' : '') : '');
  squarify(node.children, 0, 0, map.clientWidth, map.clientHeight, (child, x, y, w, h) => box(child, map, x, y, w, h, trail.concat(child.name), 0));
};
select.onchange = () => { trail = []; draw(); };
addEventListener('resize', draw);
draw();
`;
