// JSON as text. Values are shown as they were written: 12345678901234567890 stays what it is.

const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g;
const INDENT = '  ';

/** The members of the object that `json` is: a map from name to the text of the value. */
export function members(json) {
  const found = new Map();
  let depth = 0;
  let name = null;
  let start = -1;
  let last = null;
  for (const match of json.matchAll(TOKEN)) {
    const token = match[0];
    if (depth === 1 && (token === ',' || token === '}')) {
      if (name !== null) {
        found.set(name, json.slice(start, match.index).trim());
      }
      name = null;
    } else if (depth === 1 && token === ':' && name === null) {
      name = JSON.parse(last);
      start = match.index + 1;
    }
    if (token === '{' || token === '[') {
      depth++;
    } else if (token === '}' || token === ']') {
      depth--;
    }
    last = token;
  }
  return found;
}

/** The same JSON, a member or element a line. */
export function pretty(json) {
  const out = [];
  let depth = 0;
  let last = '';
  const line = () => out.push('\n' + INDENT.repeat(depth));
  for (const [token] of json.matchAll(TOKEN)) {
    if (token === '}' || token === ']') {
      depth--;
      if (last !== '{' && last !== '[') {
        line();
      }
    } else if (last === '{' || last === '[' || last === ',') {
      line();
    }
    out.push(token === ':' ? ': ' : token);
    if (token === '{' || token === '[') {
      depth++;
    }
    last = token;
  }
  return out.join('');
}
