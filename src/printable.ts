// Control characters could rewrite the terminal, directional ones could show code in another order than it runs.
const UNSAFE = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/g;
/**
 * What a build service that reads our output obeys: `::set-env` at the start of a line, and a line may be broken before any word;
 * `##[command]`, `##vso[command]` and `##teamcity[command]`, some of them anywhere (actions/runner: src/Runner.Common/ActionCommand.cs).
 */
const COMMAND = /(?<=^|\s)::(?=[A-Za-z])|##(?=[A-Za-z]*\[)/g;

/** One line that is safe to print: no line breaks, nothing that steers a terminal or a build service. Keeps the number of UTF-16 units. */
export function printable(text: string): string {
  return text.replace(/[\n\r\u2028\u2029]/g, ' ').replace(UNSAFE, '\uFFFD').replace(COMMAND, (marker) => `\uFFFD${marker.slice(1)}`);
}
