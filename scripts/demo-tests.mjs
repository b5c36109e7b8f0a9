/** How the names of tests begin that open the demo pages. They take minutes and have a command of their own. */
export const DEMO_TESTS = 'build/test/e2e/demo';
