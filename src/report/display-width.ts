const TAB_WIDTH = 2;
const ASCII = /^[\u0020-\u007E]*$/;

/** Tabs as spaces, so that what stands above a caret has a known width. */
export function expandTabs(text: string): string {
  return text.replaceAll('\t', ' '.repeat(TAB_WIDTH));
}

/** Terminal columns that a text takes, tabs expanded: two for East Asian and emoji characters, none for combining marks. */
export function displayWidth(text: string): number {
  const expanded = expandTabs(text);
  if (ASCII.test(expanded)) return expanded.length;
  let width = 0;
  for (const character of expanded) width += columnsOf(character);
  return width;
}

/** The patterns are written where they are used: to build their sets takes each start longer than reading them here once more. */
function columnsOf(character: string): number {
  if (/[\p{Mn}\p{Me}\u200B-\u200D\uFE00-\uFE0F\uFEFF]/u.test(character)) return 0;
  const isEastAsian = /[\u1100-\u115F\u2E80-\u303E\u3041-\uA4CF\uA960-\uA97C\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6\u{20000}-\u{3FFFD}]/u.test(character);
  // Two regional indicators make one flag of two columns.
  return isEastAsian || /(?!\p{Regional_Indicator})\p{Emoji_Presentation}/u.test(character) ? 2 : 1;
}
