// Before the elements' script, so that nothing they say is missed.
import { listenTo } from './watch.js';

listenTo(document);
