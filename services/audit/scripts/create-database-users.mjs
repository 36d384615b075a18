// Creates the audit's collections, indexes and database users, each with the least that it needs. Run as an administrator of the
// replica set before the service starts for the first time, and again whenever you like: what is there is brought up to date.
//
//   MONGODB_ADMIN_URI=… OFFICINE_DATABASE=officine node scripts/create-database-users.mjs <folder>
//
// <folder> holds one file for each user with its password: ingest.password, purge.password, steward.password, reader.password.
//
//   officine-audit-ingest   services/audit: inserts and reads. Cannot change or delete what it wrote, nor make an index.
//   officine-audit-purge    the daily purge: reads, deletes expired records, inserts their purge records.
//   officine-audit-steward  officine audit erase, hold, release: subjects, holds and the count of erasures alone.
//   officine-audit-reader   officine audit verify, find, extract, support-file: reads.
//
// The users are made in OFFICINE_DATABASE: their connection strings end in /officine?authSource=officine.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import { COLLECTIONS, INDEXES, privilegesOf } from './database-roles.mjs';

const [folder] = process.argv.slice(2);
const { MONGODB_ADMIN_URI: uri, OFFICINE_DATABASE: database = 'officine' } = process.env;
if (folder === undefined || uri === undefined) {
  process.stderr.write('usage: MONGODB_ADMIN_URI=… node scripts/create-database-users.mjs <folder of password files>\n');
  process.exit(2);
}

const client = await new MongoClient(uri, { serverSelectionTimeoutMS: 10_000 }).connect();
try {
  const db = client.db(database);
  const present = new Set((await db.listCollections({}, { nameOnly: true }).toArray()).map(({ name }) => name));
  for (const name of COLLECTIONS) {
    if (!present.has(name)) {
      await db.createCollection(name);
    }
    if (INDEXES[name] !== undefined) {
      await db.collection(name).createIndexes(INDEXES[name]);
    }
  }
  process.stdout.write(`${COLLECTIONS.length} collections and their indexes\n`);
  for (const [name, privileges] of Object.entries(privilegesOf(database))) {
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
