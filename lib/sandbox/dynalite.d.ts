/**
 * dynalite 4.0.0 is CommonJS without types. Only its modules are used (actions, validations, helpers), never its server:
 * the sandbox brings its own store, so that an item and its record are written in one batch.
 */
declare module "dynalite/db/index.js" {
  type AttributeMap = import("@/lib/stream/attribute-value").AttributeMap;
  type AttributeValue = import("@/lib/stream/attribute-value").AttributeValue;

  export interface BatchOperation {
    type: "put" | "del";
    key: string;
    value?: unknown;
    valueEncoding?: "utf8" | "json";
  }

  export interface RangeOptions {
    gt?: string;
    gte?: string;
    lt?: string;
    lte?: string;
    limit?: number;
    reverse?: boolean;
    highWaterMarkBytes?: number;
    valueEncoding?: "utf8" | "json";
  }

  export interface LevelIterator {
    nextv(size: number): Promise<[key: string, value: unknown][]>;
    close(): Promise<void>;
  }

  /** The parts of `level` in use. Values are JSON unless an operation says otherwise. */
  export interface LevelDb {
    open(options: { cacheSize: number; writeBufferSize: number }): Promise<void>;
    close(): Promise<void>;
    get(key: string): Promise<unknown>;
    /** From LevelDB's memory or the system's cache as a rule: a few microseconds, while a thread's answer takes ten times that. */
    getSync(key: string): unknown;
    batch(operations: BatchOperation[]): Promise<void>;
    iterator(options: RangeOptions): LevelIterator;
    values(options: RangeOptions): AsyncIterable<unknown>;
    keys(options: RangeOptions): AsyncIterable<string>;
    clear(options: RangeOptions): Promise<void>;
  }

  export interface KeySchemaElement {
    AttributeName: string;
    KeyType: "HASH" | "RANGE";
  }

  export interface IndexDescription {
    IndexName: string;
    KeySchema: KeySchemaElement[];
    Projection: { ProjectionType?: string; NonKeyAttributes?: string[] };
    [field: string]: unknown;
  }

  /** What the helpers read of a table; the other fields of its description go along untouched. */
  export interface TableDescription {
    TableName: string;
    TableArn: string;
    TableStatus: string;
    AttributeDefinitions: { AttributeName: string; AttributeType: "S" | "N" | "B" }[];
    KeySchema: KeySchemaElement[];
    LocalSecondaryIndexes?: IndexDescription[];
    GlobalSecondaryIndexes?: IndexDescription[];
    [field: string]: unknown;
  }

  export interface DynaliteError extends Error {
    statusCode: number;
    body: { __type: string; message?: string; Message?: string };
  }

  const db: {
    validateKey(key: AttributeMap, table: TableDescription): DynaliteError | null | undefined;
    validateItem(item: AttributeMap, table: TableDescription): DynaliteError | null | undefined;
    createKey(item: AttributeMap, table: TableDescription, keySchema?: KeySchemaElement[]): string;
    getIndexActions(
      indexes: IndexDescription[],
      oldItem: AttributeMap | undefined,
      newItem: AttributeMap | undefined,
      table: TableDescription,
    ): { puts: { index: string; key: string; item: AttributeMap }[]; deletes: { index: string; key: string }[] };
    checkConditional(data: object, item: AttributeMap | undefined): DynaliteError | null | undefined;
    compare(operator: string, value: AttributeValue, operands: AttributeValue[]): boolean;
    capacityUnits(item: AttributeMap | undefined, isRead: boolean, isConsistent: boolean): number;
    mapPaths(paths: unknown[], item: AttributeMap): AttributeMap;
    validationError(message: string): DynaliteError;
  };
  export default db;
}

declare module "dynalite/validations/index.js" {
  const validations: {
    checkValidations(data: object, types: object, custom: unknown, store: object): void;
  };
  export default validations;
}

declare module "dynalite/validations/*" {
  const validation: {
    types: import("./request-types").Rules;
    custom?: (data: object, store: object) => string | undefined;
  };
  export default validation;
}

declare module "dynalite/actions/*" {
  const action: (
    store: object,
    data: object,
    callback: (error: Error | null | undefined, answer: Record<string, unknown>) => void,
  ) => void;
  export default action;
}
