// `pystream.worker`: the worker's half of @worker functions, as the worker's generated entry imports it.

import {define_class, pack, packError, unpack} from './crossing.js';
import {cancelTask, invoke, pythonError} from './values.js';

export {define_class};

const running = {id: 0, task: undefined};

// Answer the page. `run` is called with a function's name, arguments and arguments by name; `told` gives an exception's report.
export function serve(run, told) {
  addEventListener('message', async ({data}) => {
    if (data.cancel) {
      if (data.cancel === running.id) cancelTask(running.task);
      return;
    }
    const moved = [];
    const answer = {result: null, error: undefined};
    try {
      running.id = data.id;
      running.task = invoke(run, [data.name, data.args.map(unpack), unpack(data.named)]);
      answer.result = pack(await running.task, moved);
    } catch (raw) {
      const error = pythonError(raw);
      answer.error = packError(error, told(error), moved);
    }
    running.id = 0;
    postMessage(answer, moved);
  });
}
