// What this server can run.

import {h, text, attribute, fact, reconcile, show} from './dom.js';
import {getJson} from './api.js';
import {poll} from './poll.js';
import {STATES, stateBadge} from './states.js';
import {submitForm} from './submit.js';

const UNLIMITED = 1_000_000;

export function types(address, {signal, report}) {
  const body = h('tbody', {role: 'rowgroup'});
  const none = h('p', {class: 'empty', hidden: true}, 'No job type is configured.');
  const columns = ['Type', 'Kind', 'Placement', 'Timeout', 'Concurrency', 'Attempts', 'Jobs', 'Submit'];
  const table = h('table', {class: 'types', role: 'table'}, h('caption', {class: 'hidden-text'}, 'Job types'),
    h('thead', {role: 'rowgroup'}, h('tr', {role: 'row'}, columns.map(title => h('th', {scope: 'col', role: 'columnheader'}, title)))), body);
  poll(async aborted => {
    const found = (await getJson('v1/types', {signal: aborted})).types;
    reconcile(body, found, type => type.name, createRow, (row, type) => updateCounts(row.querySelector('.counts-inline'), type));
    show(none, found.length === 0);
    show(table, found.length > 0);
  }, report, signal);
  return {title: 'Types', element: h('div', {class: 'panel flush'}, table, none)};
}

function createRow(type) {
  const target = '#/types/' + encodeURIComponent(type.name);
  const cell = (label, value) => h('td', {role: 'cell', 'data-label': label}, value);
  return h('tr', {role: 'row'},
    h('th', {scope: 'row', role: 'rowheader'}, h('a', {class: 'type-name', href: target}, type.name)),
    cell('Kind', type.kind),
    cell('Placement', type.placement),
    cell('Timeout', type.options.timeout ?? 'none'),
    cell('Concurrency', concurrency(type)),
    cell('Attempts', String(type.options.retry.attempts)),
    h('td', {role: 'cell', 'data-label': 'Jobs'}, h('span', {class: 'counts-inline'})),
    h('td', {role: 'cell'}, h('a', {class: 'button', href: target, 'aria-label': 'Submit a ' + type.name + ' job'}, 'Submit…')));
}

function concurrency(type) {
  return type.options.concurrency >= UNLIMITED ? 'no limit' : type.options.concurrency.toLocaleString();
}

/** The counts that are not zero, each a link to its jobs. */
function updateCounts(element, type) {
  const present = STATES.filter(state => type.counts[state] > 0);
  reconcile(element, present.length > 0 ? present : ['none'], state => state,
    state => state === 'none' ? h('span', {class: 'hint'}, 'none')
      : h('a', {href: '#/jobs?' + new URLSearchParams({state, type: type.name})}, h('span', {class: 'number'}), ' ', stateBadge(state)),
    (link, state) => {
      if (state !== 'none') {
        text(link.firstChild, type.counts[state].toLocaleString());
      }
    });
}

export function type(address, {signal, report}) {
  const name = address.name;
  const facts = h('dl', {class: 'facts panel'});
  const counts = h('span', {class: 'counts-inline'});
  const missing = h('p', {class: 'panel', hidden: true}, 'This server has no such type. ', h('a', {href: '#/types'}, 'All types'));
  const form = submitForm(name, address.parameters.get('from'), signal);
  const found = h('div', {class: 'columns', hidden: true},
    h('section', {'aria-labelledby': 'submit'}, h('h2', {id: 'submit'}, 'Submit a job'), form),
    h('section', {'aria-labelledby': 'about'}, h('h2', {id: 'about'}, 'Facts'), facts));
  let made = false;
  poll(async aborted => {
    const known = (await getJson('v1/types', {signal: aborted})).types.find(other => other.name === name);
    show(missing, !known);
    show(found, Boolean(known));
    if (known && !made) {
      made = true;
      const retry = known.options.retry;
      facts.append(fact('Kind', known.kind), fact('Placement', known.placement), fact('Queue', known.queue),
        fact('Timeout', known.options.timeout ?? 'none'), fact('Concurrency', concurrency(known)), fact('Attempts', String(retry.attempts)));
      if (retry.attempts > 1) {
        facts.append(fact('Backoff', retry.backoff + ', each ' + retry.factor + ' times the last, at most ' + retry.cap));
      }
      facts.append(fact('Jobs', counts));
    }
    if (known) {
      updateCounts(counts, known);
    }
  }, report, signal);
  return {title: 'Type ' + name, element: h('div', null, missing, found)};
}
