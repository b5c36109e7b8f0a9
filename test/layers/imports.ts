import ts from 'typescript';

export interface ImportUse {
  /** As written: `../base/serial-queue.js`, `lit`, `node:fs`. Undefined when it is computed. */
  readonly specifier: string | undefined;
  readonly line: number;
  /** Names imported as values, `*` for the whole module. Empty for types and for effects. */
  readonly values: readonly string[];
}

/**
 * Every module a source file names: static, dynamic and type-only imports, `import()` types, re-exports and `require`,
 * found by TypeScript's own parser.
 */
export function importsOf(fileName: string, text: string): readonly ImportUse[] {
  const source = ts.createSourceFile(fileName, text, ts.ScriptTarget.Latest, true);
  const uses: ImportUse[] = [];
  const add = (at: ts.Node, module: ts.Node | undefined, values: readonly string[]) => {
    const { line } = source.getLineAndCharacterOfPosition(at.getStart(source));
    const specifier = module !== undefined && ts.isStringLiteralLike(module) ? module.text : undefined;
    uses.push({ specifier, line: line + 1, values });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) add(node, node.moduleSpecifier, importedValues(node.importClause));
    else if (ts.isExportDeclaration(node) && node.moduleSpecifier)
      add(node, node.moduleSpecifier, exportedValues(node));
    else if (ts.isImportTypeNode(node)) add(node, literalOf(node.argument), []);
    else if (ts.isExternalModuleReference(node)) add(node, node.expression, ['*']);
    else if (ts.isCallExpression(node) && loadsModule(node)) add(node, node.arguments[0], ['*']);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return uses;
}

function loadsModule({ expression }: ts.CallExpression): boolean {
  if (expression.kind === ts.SyntaxKind.ImportKeyword) return true;
  return ts.isIdentifier(expression) && expression.text === 'require';
}

function literalOf(type: ts.TypeNode): ts.Node | undefined {
  return ts.isLiteralTypeNode(type) ? type.literal : undefined;
}

function importedValues(clause: ts.ImportClause | undefined): readonly string[] {
  if (clause === undefined || clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return [];
  const bindings = clause.namedBindings;
  const named = bindings === undefined ? [] : ts.isNamespaceImport(bindings) ? ['*'] : valuesAmong(bindings.elements);
  return clause.name === undefined ? named : ['default', ...named];
}

function exportedValues({ isTypeOnly, exportClause }: ts.ExportDeclaration): readonly string[] {
  if (isTypeOnly) return [];
  if (exportClause === undefined || ts.isNamespaceExport(exportClause)) return ['*'];
  return valuesAmong(exportClause.elements);
}

function valuesAmong(elements: readonly (ts.ImportSpecifier | ts.ExportSpecifier)[]): readonly string[] {
  return elements
    .filter((element) => !element.isTypeOnly)
    .map((element) => (element.propertyName ?? element.name).text);
}
