// All jobs, newest first; the filter is in the address.

import {h, text, attribute, show} from './dom.js';
import {getJson, query} from './api.js';
import {poll} from './poll.js';
import {STATES} from './states.js';
import {jobTable} from './jobtable.js';

const FILTERS = ['state', 'type', 'tag', 'key'];
const GROUPS = [['unfinished', 'waiting,scheduled,queued,running,retrying'], ['not succeeded', 'failed,cancelled,expired']];
// How long after the pointer moved over the rows they are not moved away from under it.
const REST = 1500;

export function jobs(address, {signal, report}) {
  let parameters = address.parameters;
  let shown = [];
  let fetched = [];
  let pointed = -REST;

  const table = jobTable('Jobs, newest first', 'No job matches.');
  table.body.addEventListener('pointermove', () => {
    pointed = performance.now();
  });
  const fresh = h('button', {type: 'button', class: 'fresh', hidden: true, onclick() {
    render(true);
    table.body.querySelector('a')?.focus();
  }});
  const newest = h('a', {class: 'button'}, 'Newest');
  const older = h('a', {class: 'button'}, 'Older');
  const pages = h('nav', {'aria-label': 'Pages', class: 'pages'}, newest, older);
  const filter = filterForm(chosen => {
    location.hash = '/jobs' + query(chosen);
  });

  /** Whether moving rows would be felt: the focus, a selection or the pointer is among them, or they have been scrolled to. */
  function isBusy() {
    const selection = getSelection();
    return table.body.contains(document.activeElement) || performance.now() - pointed < REST
      || !selection.isCollapsed && table.body.contains(selection.anchorNode)
      || scrollY > 0 && table.body.getBoundingClientRect().top < 0;
  }

  function render(moving) {
    const byId = new Map(fetched.map(job => [job.id, job]));
    const known = new Set(shown.map(job => job.id));
    const added = fetched.filter(job => !known.has(job.id)).length;
    // Rows that have left the page stay as they were until others may move.
    shown = moving || known.size === 0 ? fetched : shown.map(job => byId.get(job.id) ?? job);
    table.update(shown);
    const waiting = shown === fetched ? 0 : added;
    show(fresh, waiting > 0, table.body.querySelector('a'));
    text(fresh, 'Show ' + waiting + ' newer');
  }

  const look = poll(async aborted => {
    const asked = parameters;
    const values = Object.fromEntries([...FILTERS, 'cursor'].map(name => [name, asked.get(name)]));
    const page = await getJson('v1/jobs' + query({...values, limit: 50}), {signal: aborted});
    if (asked !== parameters) {
      return;
    }
    fetched = page.jobs;
    render(!isBusy());
    link(older, page.next && {...values, cursor: page.next});
    link(newest, values.cursor && {...values, cursor: null});
  }, report, signal);

  function link(element, values) {
    show(element, Boolean(values), table.body.querySelector('a'));
    attribute(element, 'href', values ? '#/jobs' + query(values) : null);
  }

  link(older, null);
  link(newest, null);
  filter.set(parameters);
  getJson('v1/types', {signal}).then(({types}) => filter.suggest(types.map(type => type.name)), () => {});

  return {
    title: 'Jobs',
    element: h('div', {class: 'stack'}, filter.element, h('div', {class: 'anchored'}, fresh, table.element), pages),
    update(next) {
      parameters = next.parameters;
      shown = [];
      filter.set(parameters);
      look();
    },
  };
}

function filterForm(choose) {
  const state = h('select', {id: 'filter-state'}, h('option', {value: ''}, 'any'),
    STATES.map(name => h('option', {value: name}, name)), GROUPS.map(([name, value]) => h('option', {value}, name)));
  const names = h('datalist', {id: 'type-names'});
  const fields = {
    state,
    type: h('input', {id: 'filter-type', list: 'type-names', autocomplete: 'off', spellcheck: 'false'}),
    tag: h('input', {id: 'filter-tag', autocomplete: 'off', spellcheck: 'false'}),
    key: h('input', {id: 'filter-key', autocomplete: 'off', spellcheck: 'false'}),
  };
  const clear = h('a', {class: 'button', href: '#/jobs'}, 'Clear');
  const element = h('form', {class: 'filter', role: 'search', 'aria-label': 'Filter jobs'},
    Object.entries(fields).map(([name, field]) =>
      h('p', null, h('label', {for: field.id}, name[0].toUpperCase() + name.slice(1)), field)),
    h('p', {class: 'actions'}, h('button', null, 'Filter'), clear), names);
  const values = () => Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, field.value.trim()]));
  element.addEventListener('submit', event => {
    event.preventDefault();
    choose(values());
  });
  state.addEventListener('change', () => choose(values()));
  return {
    element,
    set(parameters) {
      const wanted = parameters.get('state') ?? '';
      if (wanted && !Array.from(state.options).some(option => option.value === wanted)) {
        state.append(h('option', {value: wanted}, wanted.replaceAll(',', ', ')));
      }
      for (const [name, field] of Object.entries(fields)) {
        field.value = parameters.get(name) ?? '';
      }
      show(clear, FILTERS.some(name => parameters.get(name)), state);
    },
    suggest(known) {
      names.replaceChildren(...known.map(name => h('option', {value: name})));
    },
  };
}
