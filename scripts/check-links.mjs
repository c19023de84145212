// Links inside a folder that lead nowhere: to a file that is not there, or to a heading that its page does not have.
//   node scripts/check-links.mjs FOLDER     of Markdown, or of the built site
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const SKIPPED = new Set(['node_modules', '.git', 'dist', 'fixtures', 'cache', '.temp']);

/** `page: link` for each dead link in the pages. */
export function deadLinks(root, pages = pagesBelow(root)) {
  const anchors = new Map();
  const anchorsOf = (file) => anchors.get(file) ?? anchors.set(file, anchorsIn(file)).get(file);
  return pages.flatMap((page) => linksIn(page).filter((link) => {
    const [address, anchor = ''] = link.split('#');
    const file = address === '' ? page : targetOf(root, page, decodeURIComponent(address));
    return file === undefined || (anchor !== '' && /\.(md|html)$/.test(file) && !anchorsOf(file).has(decodeURIComponent(anchor)));
  }).map((link) => `${relative(root, page)}: ${link}`));
}

/** Every page of Markdown or HTML below a folder. */
export function pagesBelow(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return SKIPPED.has(entry.name) ? [] : pagesBelow(path);
    return /\.(md|html)$/.test(entry.name) ? [path] : [];
  }).sort();
}

/** Addresses without a scheme: those that lead to a place of ours. */
function linksIn(page) {
  const text = readFileSync(page, 'utf8');
  const pattern = page.endsWith('.md') ? /\]\(([^()\s]+)\)/g : /<a\b[^>]*?\shref="([^"]*)"/g;
  const links = [...(page.endsWith('.md') ? withoutCode(text) : text).matchAll(pattern)].map(([, address]) => address.replaceAll('&amp;', '&'));
  return [...new Set(links)].filter((address) => address !== '' && address !== '#' && !/^(?:[a-z][a-z0-9+.-]*:|\/\/)/i.test(address));
}

function targetOf(root, page, address) {
  const path = address.startsWith('/') ? join(root, address) : resolve(dirname(page), address);
  const candidates = [path, `${path}.html`, `${path}.md`, join(path, 'index.html'), join(path, 'index.md')];
  return candidates.find((file) => existsSync(file) && (statSync(file).isFile() || (file === path && page.endsWith('.md') && !address.endsWith('/'))));
}

/** Of headings as GitHub names them, of a built page as it is written. */
function anchorsIn(file) {
  const text = readFileSync(file, 'utf8');
  if (file.endsWith('.html')) return new Set([...text.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id));
  return new Set([...withoutBlocks(text).matchAll(/^#{1,6} (.+)$/gm)].map(([, heading]) => heading.toLowerCase().replace(/[^\p{L}\p{N}\s_-]/gu, '').trim().replaceAll(' ', '-')));
}

function withoutBlocks(markdown) {
  return markdown.replace(/^```[\s\S]*?^```/gm, '');
}

function withoutCode(markdown) {
  return withoutBlocks(markdown).replace(/`[^`\n]*`/g, 'code');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [folder] = process.argv.slice(2);
  if (folder === undefined) throw new Error('node scripts/check-links.mjs FOLDER');
  const root = resolve(folder);
  const pages = pagesBelow(root);
  const dead = deadLinks(root, pages);
  console.log(dead.length === 0 ? `${pages.length} pages, no dead link` : `dead links:\n${dead.join('\n')}`);
  process.exit(dead.length === 0 && pages.length > 0 ? 0 : 1);
}
