// How the server is, and what it has to do.

import {h, svg, text, attribute, fact, reconcile} from './dom.js';
import {getJson, query} from './api.js';
import {poll} from './poll.js';
import {setAgo} from './time.js';
import {STATES, stateBadge} from './states.js';
import {jobTable} from './jobtable.js';

const BEATS = 60;
const NUMBER = new Intl.NumberFormat();

// Kept from view to view, so that the line does not begin anew each time.
const beats = [];
let latest = null;
document.addEventListener('info', event => {
  latest = event.detail;
  beats.push(latest.startLag.lastMillis);
  beats.splice(0, beats.length - BEATS);
});

export function overview(address, {signal, report}) {
  const heart = heartbeat();
  const counts = stateCounts();
  const now = workload();
  const facts = serverFacts();
  const running = jobTable('Jobs running now', 'Nothing is running.');
  const failures = jobTable('The last failures', 'No job has failed.');

  function update() {
    if (latest) {
      [heart, counts, now, facts].forEach(part => part.update(latest));
    }
  }
  document.addEventListener('info', update, {signal});
  update();
  poll(async aborted => {
    const [some, bad] = await Promise.all(['running', 'failed'].map(state =>
      getJson('v1/jobs' + query({state, limit: 5}), {signal: aborted})));
    running.update(some.jobs);
    failures.update(bad.jobs);
  }, report, signal);

  return {
    title: 'Overview',
    element: h('div', {class: 'stack'},
      h('div', {class: 'columns'}, heart.element, now.element),
      h('section', {'aria-labelledby': 'by-state'}, h('h2', {id: 'by-state'}, 'Jobs by state'), counts.element),
      h('section', {'aria-labelledby': 'running-now'}, h('h2', {id: 'running-now'}, 'Running now'), running.element),
      h('section', {'aria-labelledby': 'failures'}, h('h2', {id: 'failures'}, 'Last failures'), failures.element),
      h('section', {'aria-labelledby': 'server'}, h('h2', {id: 'server'}, 'Server'), facts.element)),
  };
}

/** The start lag: how late a new virtual thread begins to run, which is how late any answer is. */
function heartbeat() {
  const last = h('span', {class: 'number'}, '–');
  const worst = h('span', null, '–');
  const line = svg('polyline', {points: ''});
  const element = h('section', {class: 'panel heartbeat', 'aria-labelledby': 'heartbeat'},
    h('h2', {id: 'heartbeat'}, 'Heartbeat'),
    h('p', {class: 'big'}, last, ' ', h('span', {class: 'unit'}, 'ms')),
    svg('svg', {class: 'pulse', viewBox: '0 0 ' + (BEATS - 1) + ' 20', preserveAspectRatio: 'none', 'aria-hidden': 'true'}, line),
    h('p', {class: 'hint'}, 'Start lag: how late new work begins. Worst so far ', worst, ' ms.'));
  return {
    element,
    update(info) {
      text(last, info.startLag.lastMillis.toFixed(2));
      text(worst, info.startLag.worstMillis.toFixed(2));
      const top = Math.max(1, ...beats);
      attribute(line, 'points', beats.map((beat, index) =>
        (BEATS - beats.length + index) + ',' + (19 - 18 * beat / top).toFixed(2)).join(' '));
    },
  };
}

function stateCounts() {
  const element = h('ul', {class: 'counts'});
  return {
    element,
    update(info) {
      reconcile(element, STATES, state => state,
        state => h('li', null, h('a', {href: '#/jobs?state=' + state}, h('span', {class: 'number'}), stateBadge(state))),
        (item, state) => {
          const count = info.jobs[state] ?? 0;
          attribute(item, 'class', count === 0 ? 'none' : null);
          text(item.querySelector('.number'), NUMBER.format(count));
        });
    },
  };
}

function workload() {
  const values = {};
  const entry = (name, title) => fact(title, values[name] = h('span', {class: 'number'}, '–'));
  const element = h('section', {class: 'panel', 'aria-labelledby': 'now'},
    h('h2', {id: 'now'}, 'Now'),
    h('dl', {class: 'workload'}, entry('running', 'Jobs running'), entry('waiting', 'Jobs waiting'), entry('stuck', 'Stuck attempts')),
    h('h3', null, 'Background tasks'),
    h('dl', {class: 'workload'}, entry('tasksRunning', 'Running'), entry('tasksUnfinished', 'Not finished'),
      entry('tasksSucceeded', 'Succeeded'), entry('tasksFailed', 'Failed')));
  return {
    element,
    update(info) {
      const next = {running: info.running, waiting: info.waiting, stuck: info.stuck, tasksRunning: info.tasks.running,
        tasksUnfinished: info.tasks.unfinished, tasksSucceeded: info.tasks.succeeded, tasksFailed: info.tasks.failed};
      for (const [name, value] of Object.entries(next)) {
        text(values[name], NUMBER.format(value));
      }
      attribute(values.stuck, 'class', info.stuck > 0 ? 'number alarming' : 'number');
      attribute(values.tasksFailed, 'class', info.tasks.failed > 0 ? 'number alarming' : 'number');
    },
  };
}

function serverFacts() {
  const element = h('dl', {class: 'facts panel'});
  let made = null;
  return {
    element,
    update(info) {
      // Only the uptime changes; a restart changes everything.
      if (made !== info.startedAt) {
        made = info.startedAt;
        element.replaceChildren(
          fact('Version', info.version),
          fact('Uptime', h('span', {class: 'uptime'})),
          fact('Started', setAgo(h('time', {class: 'ago'}), info.startedAt)),
          fact('Store', info.store === 'memory' ? 'memory only' : info.store === 'journal' ? 'journal, on disk' : info.store),
          fact('Java', info.java + ', ' + info.processors + (info.processors === 1 ? ' processor' : ' processors')),
          fact('Finished jobs kept', info.keep.succeeded + ', failed ones ' + info.keep.failed + ', at most '
            + NUMBER.format(info.keep.count)),
          fact('Jobs waiting at most', NUMBER.format(info.limits.maxQueued)),
          fact('Log of a job at most', NUMBER.format(info.limits.maxLog) + ' characters'));
      }
      text(element.querySelector('.uptime'), info.uptime);
    },
  };
}
