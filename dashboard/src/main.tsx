import 'uplot/dist/uPlot.min.css';
import './style.css';
import { render } from 'preact';
import { z } from 'zod';
import { createApi } from './api.ts';
import { App } from './app.tsx';
import { createClock } from './clock.ts';

// Without this zod compiles its parsers with `new Function`, which the page's content policy forbids.
z.config({ jitless: true });

const root = document.getElementById('app');
if (root !== null) {
  const clock = createClock();
  render(<App api={createApi(clock)} clock={clock} />, root);
}
