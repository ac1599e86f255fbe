// The form that submits a job. The input is sent as it was typed: no number in it goes through JavaScript.

import {h, toast, attribute} from './dom.js';
import {request, getText, query, Problem} from './api.js';
import {members, pretty} from './rawjson.js';

/** What a first try may look like, for the types that come with the server. */
const EXAMPLES = {
  sleep: '{"seconds": 5}',
  primes: '{"below": 5000000}',
  http: '{\n  "method": "GET",\n  "url": "https://example.com/"\n}',
};

/** A form for jobs of one type; `from` is the id of a job whose input it begins with, or null. */
export function submitForm(type, from, signal) {
  const input = h('textarea', {id: 'input', rows: '8', spellcheck: 'false', autocomplete: 'off', 'aria-describedby': 'input-hint'});
  input.value = EXAMPLES[type] ?? '';
  const priority = h('input', {id: 'priority', type: 'number', min: '-100', max: '100', placeholder: '0'});
  const delay = h('input', {id: 'delay', placeholder: 'none', autocomplete: 'off', spellcheck: 'false', 'aria-describedby': 'delay-hint'});
  const tags = h('input', {id: 'tags', autocomplete: 'off', spellcheck: 'false', 'aria-describedby': 'tags-hint'});
  const complaint = h('div', {id: 'complaint', role: 'alert'});
  const submit = h('button', {class: 'primary'}, 'Submit');
  const form = h('form', {class: 'panel submit', novalidate: true},
    h('p', null, h('label', {for: 'input'}, 'Input'), input,
      h('span', {class: 'hint', id: 'input-hint'}, 'One JSON value. Left empty it is null.')),
    h('div', {class: 'fields'},
      h('p', null, h('label', {for: 'priority'}, 'Priority'), priority, h('span', {class: 'hint'}, '-100 to 100, higher first')),
      h('p', null, h('label', {for: 'delay'}, 'Delay'), delay, h('span', {class: 'hint', id: 'delay-hint'}, 'such as 30s or 2h')),
      h('p', null, h('label', {for: 'tags'}, 'Tags'), tags, h('span', {class: 'hint', id: 'tags-hint'}, 'with commas between'))),
    complaint,
    h('p', {class: 'actions'}, submit));

  let sending = false;
  form.addEventListener('submit', async event => {
    event.preventDefault();
    if (sending) {
      return;
    }
    sending = true;
    attribute(submit, 'aria-disabled', 'true');
    complaint.replaceChildren();
    attribute(input, 'aria-invalid', null);
    try {
      const response = await request('v1/run/' + encodeURIComponent(type) + query({priority: priority.value.trim(),
        delay: delay.value.trim(), tags: tags.value.trim()}), {method: 'POST', body: input.value.trim() || 'null'});
      const id = JSON.parse(await response.text()).id;
      toast('Job accepted.');
      location.hash = '/jobs/' + id;
    } catch (failure) {
      complaint.replaceChildren(explain(failure));
      if (failure instanceof Problem && (failure.status === 422 || failure.detail.startsWith('line '))) {
        attribute(input, 'aria-invalid', 'true');
      }
    } finally {
      sending = false;
      attribute(submit, 'aria-disabled', null);
    }
  });
  input.addEventListener('keydown', event => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      form.requestSubmit();
    }
  });
  if (from) {
    fill(from);
  }
  return form;

  async function fill(id) {
    try {
      const job = await getText('v1/jobs/' + encodeURIComponent(id), {signal});
      input.value = pretty(members(job).get('input') ?? '');
      const {priority: first, tags: names} = JSON.parse(job);
      priority.value = first === 0 ? '' : first;
      tags.value = names.join(',');
    } catch (failure) {
      if (!signal.aborted) {
        complaint.replaceChildren(explain(failure));
      }
    }
  }
}

/** Says why a job was refused, and what exactly is wrong with it. */
function explain(failure) {
  if (!(failure instanceof Problem)) {
    return h('div', {class: 'complaint'}, h('p', null, failure.message));
  }
  return h('div', {class: 'complaint'},
    h('p', null, h('strong', null, failure.title), failure.help && [' ', h('a', {href: failure.help}, 'What this means')]),
    failure.detail && h('p', null, failure.detail),
    failure.errors.length > 0 && h('ul', null, failure.errors.map(error =>
      h('li', null, error.pointer ? h('code', null, error.pointer) : 'the input', ' ', error.detail))));
}
