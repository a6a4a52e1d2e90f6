import './without-eval.ts';
import 'uplot/dist/uPlot.min.css';
import './style.css';
import { render } from 'preact';
import { createApi } from './api.ts';
import { App } from './app.tsx';
import { createClock } from './clock.ts';

const root = document.getElementById('app');
if (root !== null) {
  const clock = createClock();
  render(<App api={createApi(clock)} clock={clock} />, root);
}
