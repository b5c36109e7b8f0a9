// Loaded into every process of tests. Once all is over, Node takes its event loop apart, and now and then it does so for ever, on a
// whole core (nodejs/node#47748; Node 20.20: once in some fifty runs of everything, after the last test of its file had passed).
// By then everything is reported. What keeps a process from ending, a server or a timer, still does.
process.once('beforeExit', () => {
  // Behind the runner's own, which may still have something to say.
  process.once('exit', () => process.exit());
});
