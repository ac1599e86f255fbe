// Text for elsewhere.

import {token} from './api.js';
import {h, toast} from './dom.js';

/** Copies, also where the page came by plain HTTP and browsers offer no clipboard. */
export async function copyText(value, what) {
  try {
    await navigator.clipboard.writeText(value);
    toast(what + ' is copied.');
  } catch {
    const back = document.activeElement;
    const area = h('textarea', {class: 'hidden-text', 'aria-label': what});
    area.value = value;
    document.body.append(area);
    area.select();
    const copied = document.execCommand('copy');
    area.remove();
    back?.focus();
    toast(copied ? what + ' is copied.' : 'This browser does not let pages copy.');
  }
}

/** A command that submits the same job again; of a token it names only the variable. `raw` has the members as text. */
export function curlOf(job, raw) {
  const members = ['type', 'input', 'priority', 'key', 'tags', 'timeout']
    .filter(name => !['null', '[]', '0', undefined].includes(raw.get(name)) || name === 'input')
    .map(name => '"' + name + '": ' + raw.get(name));
  return 'curl ' + new URL('v1/jobs', document.baseURI).href + ' -H \'Content-Type: application/json\''
    + (token() ? ' -H "Authorization: Bearer $MEANWHILE_TOKEN"' : '')
    + ' -d ' + quoted('{' + members.join(', ') + '}');
}

function quoted(value) {
  return '\'' + value.replaceAll('\'', '\'\\\'\'') + '\'';
}
