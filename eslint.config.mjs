import js from '@eslint/js';
import { configs as lit } from 'eslint-plugin-lit';
import litA11y from 'eslint-plugin-lit-a11y';
import regexp from 'eslint-plugin-regexp';
import { configs as wc } from 'eslint-plugin-wc';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

const TESTS = ['**/*.test.ts', '**/*.contract.ts', '**/testing/**/*.ts', 'test/**/*.ts'];
const PRODUCT = ['src/**/*.ts', 'elements/**/*.ts', 'server/**/*.ts'];

/** The house's style where a selector can say it. */
const HOUSE_STYLE = [
  {
    selector: 'CallExpression[callee.property.name="removeEventListener"]',
    message: 'A lifetime is an AbortSignal: pass { signal } to addEventListener.',
  },
  { selector: 'TSEnumDeclaration', message: 'Use a union of literals.' },
  { selector: 'TSModuleDeclaration[kind="namespace"]', message: 'Use a module.' },
];

const ONLY_RTC_ERROR = {
  selector: 'ThrowStatement > NewExpression[callee.name=/^(Error|TypeError|RangeError|SyntaxError)$/]',
  message: 'Only RtcError is thrown on purpose.',
};

export default defineConfig(
  globalIgnores(['build/', 'dist/', 'test/layers/fixture/']),
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  { rules: { 'no-restricted-syntax': ['error', ...HOUSE_STYLE] } },

  {
    // What takes longer than the text is long keeps a page busy, once somebody else writes the text.
    files: PRODUCT,
    ignores: TESTS,
    plugins: { regexp },
    rules: {
      'regexp/no-super-linear-backtracking': 'error',
      'regexp/no-super-linear-move': ['error', { ignorePartial: false }],
    },
  },

  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        // Every switch over a union ends in `satisfies never`, which is exhaustive by the compiler's word.
        { considerDefaultExhaustiveForUnions: true, requireDefaultForNonUnion: true },
      ],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      // `() => this.#close()` is the shortest listener there is, `return this.#refuse(…)` the shortest way out; the value
      // goes nowhere.
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true },
      ],
      // After an await the signal is asked again, and TypeScript still believes the answer from before it.
      '@typescript-eslint/no-unnecessary-condition': 'off',
      // `throw signal.reason` is the rule of the platform, and a reason is typed `any`.
      '@typescript-eslint/only-throw-error': ['error', { allowThrowingAny: true, allowThrowingUnknown: true }],
      '@typescript-eslint/prefer-promise-reject-errors': [
        'error',
        { allowThrowingAny: true, allowThrowingUnknown: true },
      ],
      // A port's method returns a promise whether or not this adapter has anything to wait for.
      '@typescript-eslint/require-await': 'off',
      // A type parameter used once still names what the caller gets: `until<RtcJoinedEvent>(…)`.
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
    },
  },

  {
    files: PRODUCT,
    ignores: TESTS,
    rules: { 'no-restricted-syntax': ['error', ...HOUSE_STYLE, ONLY_RTC_ERROR], 'no-console': 'error' },
  },
  {
    // The process speaks to the person who started it.
    files: ['server/main.ts'],
    rules: { 'no-console': 'off' },
  },

  {
    files: ['elements/**/*.ts'],
    extends: [lit['flat/recommended'], wc['flat/best-practice']],
    plugins: { 'lit-a11y': litA11y },
    rules: {
      ...litA11y.configs.recommended.rules,
      'lit/no-legacy-imports': 'error',
      'lit/no-private-properties': 'error',
      'lit/no-this-assign-in-render': 'error',
      'lit/no-useless-template-literals': 'error',
      'lit/lifecycle-super': 'error',
      // Teardown is an AbortSignal's, which the rule does not know.
      'wc/require-listener-teardown': 'off',
      // Asks for `if (super.connectedCallback)`, which LitElement always has.
      'wc/guard-super-call': 'off',
    },
  },

  {
    files: TESTS,
    rules: {
      // node:test's functions return promises that the runner itself waits for.
      '@typescript-eslint/no-floating-promises': [
        'error',
        {
          allowForKnownSafeCalls: [
            { from: 'package', package: 'node:test', name: ['test', 'it', 'describe', 'suite', 'before', 'after'] },
          ],
        },
      ],
      // chai's assertions are properties: `expect(open).to.be.true`.
      '@typescript-eslint/no-unused-expressions': 'off',
      // A test says what must be there, and failing on its absence is the point.
      '@typescript-eslint/no-non-null-assertion': 'off',
      // A fake takes the place of `getUserMedia` and the like, and the original is put back as it was.
      '@typescript-eslint/unbound-method': 'off',
      // Fakes need empty methods.
      '@typescript-eslint/no-empty-function': 'off',
    },
  },

  {
    files: ['**/*.mjs', '**/*.js'],
    languageOptions: {
      globals: Object.fromEntries(
        ['process', 'console', 'URL', 'Buffer', 'performance', 'setTimeout', 'clearTimeout', 'fetch', 'AbortSignal']
          .concat(['AbortController', 'setInterval', 'clearInterval', 'document', 'window', 'navigator', 'location'])
          .concat([
            'customElements',
            'HTMLElement',
            'EventTarget',
            'Event',
            'RTCPeerConnection',
            'MediaStream',
            'AudioContext',
            'FormData',
            'MutationObserver',
            'URLSearchParams',
            'requestAnimationFrame',
            'crypto',
            'createImageBitmap',
          ])
          .map((name) => [name, 'readonly']),
      ),
    },
  },
);
