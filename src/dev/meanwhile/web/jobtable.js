// A table of jobs whose rows stay the same elements while they are brought up to date.

import {h, text, attribute, reconcile, show} from './dom.js';
import {ago, setAgo, setSpan, absolute} from './time.js';
import {stateBadge, setStateBadge, isFinished} from './states.js';

const COLUMNS = [['id', 'Job'], ['type', 'Type'], ['state', 'State'], ['progress', 'Progress'], ['attempt', 'Attempt'],
  ['submitted', 'Submitted'], ['duration', 'Duration']];

/** The end of an id: its beginning is the time, alike in all jobs of one moment. */
export function shortId(id) {
  return '…' + id.slice(-8);
}

/** Makes a table; `update(jobs)` fills it, `empty` is what it says without any. */
export function jobTable(caption, empty) {
  const body = h('tbody', {role: 'rowgroup'});
  const none = h('p', {class: 'empty', hidden: true}, empty);
  // The roles stand for themselves where narrow screens show the rows as blocks.
  const table = h('table', {class: 'jobs', role: 'table'},
    h('caption', {class: 'hidden-text'}, caption),
    h('thead', {role: 'rowgroup'}, h('tr', {role: 'row'},
      COLUMNS.map(([name, title]) => h('th', {scope: 'col', role: 'columnheader', class: name}, title)))),
    body);
  return {
    element: h('div', {class: 'panel flush'}, table, none),
    body,
    update(jobs) {
      reconcile(body, jobs, job => job.id, createRow, updateRow);
      show(none, jobs.length === 0);
      show(table, jobs.length > 0);
    },
  };
}

function createRow(job) {
  const bar = h('progress', {max: '1', 'aria-label': 'Progress of job ' + shortId(job.id)});
  return h('tr', {role: 'row'},
    h('th', {scope: 'row', role: 'rowheader', class: 'id'},
      h('a', {href: '#/jobs/' + job.id, title: job.id}, shortId(job.id))),
    h('td', {role: 'cell', class: 'type'}, h('span', {class: 'type-name', title: job.type}, job.type)),
    h('td', {role: 'cell', class: 'state-cell'}, stateBadge(job.state)),
    h('td', {role: 'cell', class: 'progress'}, h('span', {class: 'meter'}, bar, h('span', {class: 'percent'})), h('span', {class: 'message'})),
    h('td', {role: 'cell', class: 'attempt'}),
    h('td', {role: 'cell', class: 'submitted'}, ago(job.submittedAt)),
    h('td', {role: 'cell', class: 'duration'}, h('span')));
}

function updateRow(row, job) {
  const [, , state, progress, attempt, submitted, spent] = row.children;
  setStateBadge(state.firstChild, job);
  setProgress(progress, job);
  text(attempt, job.attempt > 0 ? job.attempt + '/' + job.attempts : '–');
  setAgo(submitted.firstChild, job.submittedAt);
  const starting = job.state === 'scheduled' || job.state === 'retrying';
  const time = spent.firstChild;
  if (starting && job.runAt) {
    attribute(time, 'data-since', null);
    text(time, setAgo(document.createElement('time'), job.runAt).textContent);
    attribute(time, 'title', 'due ' + absolute(job.runAt));
  } else {
    setSpan(time, job.startedAt, isFinished(job.state) ? job.finishedAt : null);
    attribute(time, 'title', job.startedAt ? 'started ' + absolute(job.startedAt) : null);
  }
}

/** Shows how far a job has come, where that can be said. */
function setProgress(cell, job) {
  const shown = job.progress && job.state !== 'succeeded';
  const [meter, message] = cell.children;
  meter.hidden = !shown;
  const words = shown ? job.progress.message : job.state === 'failed' && job.error ? job.error.message : null;
  text(message, words);
  attribute(message, 'title', words);
  if (shown) {
    attribute(meter.firstChild, 'value', job.progress.fraction);
    text(meter.lastChild, Math.floor(job.progress.fraction * 100) + '%');
  }
}
