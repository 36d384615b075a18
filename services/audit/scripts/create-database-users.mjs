// Creates the audit's database users with the least that each needs. Run once, as an administrator of the replica set:
//
//   MONGODB_ADMIN_URI=… OFFICINE_DATABASE=officine node scripts/create-database-users.mjs <folder>
//
// <folder> holds one file for each user with its password: ingest.password, purge.password, steward.password, reader.password.
//
//   officine-audit-ingest   services/audit: inserts and reads. Cannot change or delete what it wrote.
//   officine-audit-purge    the daily purge: reads, deletes expired records, inserts their purge records.
//   officine-audit-steward  officine audit erase, hold, release: subjects, holds and the count of erasures alone.
//   officine-audit-reader   officine audit verify, find, extract, support-file: reads.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MongoClient } from 'mongodb';

const [folder] = process.argv.slice(2);
const { MONGODB_ADMIN_URI: uri, OFFICINE_DATABASE: database = 'officine' } = process.env;
if (folder === undefined || uri === undefined) {
  process.stderr.write('usage: MONGODB_ADMIN_URI=… node scripts/create-database-users.mjs <folder of password files>\n');
  process.exit(2);
}

const collections = [
  'audit_chain',
  'audit_content',
  'audit_subjects',
  'audit_chains',
  'audit_checkpoints',
  'audit_checkpoints_published',
  'audit_purges',
  'audit_holds',
  'audit_state',
];
const on = (collection, ...actions) => ({ resource: { db: database, collection }, actions });
const readAll = collections.map((collection) => on(collection, 'find', 'listIndexes'));
const insertInto = [
  'audit_chain',
  'audit_content',
  'audit_subjects',
  'audit_chains',
  'audit_checkpoints',
  'audit_checkpoints_published',
];

const roles = {
  ingest: [
    ...readAll,
    ...insertInto.map((collection) => on(collection, 'insert')),
    // The service makes the indexes that are missing, and with them its fence.
    ...['audit_chain', 'audit_content', 'audit_chains', 'audit_checkpoints'].map((collection) => on(collection, 'createIndex')),
  ],
  purge: [...readAll, on('audit_chain', 'remove'), on('audit_content', 'remove'), on('audit_purges', 'insert')],
  steward: [
    ...readAll,
    on('audit_subjects', 'remove'),
    on('audit_holds', 'insert', 'remove'),
    on('audit_state', 'insert', 'update'),
  ],
  reader: readAll,
};

const client = await new MongoClient(uri).connect();
try {
  const db = client.db(database);
  for (const [name, privileges] of Object.entries(roles)) {
    const role = `officine-audit-${name}`;
    const pwd = readFileSync(join(folder, `${name}.password`), 'utf8').trim();
    const roleExists = (await db.command({ rolesInfo: role })).roles.length > 0;
    await db.command({ [roleExists ? 'updateRole' : 'createRole']: role, privileges, roles: [] });
    const userExists = (await db.command({ usersInfo: role })).users.length > 0;
    await db.command({ [userExists ? 'updateUser' : 'createUser']: role, pwd, roles: [{ role, db: database }] });
    process.stdout.write(`${role}\n`);
  }
} finally {
  await client.close();
}
