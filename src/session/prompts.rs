//! Texts of prompt packs, kept under their hashes, so that what a run was written with can be read when its files have
//! changed.

use rusqlite::{Connection, TransactionBehavior, params};
use xxhash_rust::xxh3::xxh3_64;

use super::error::StoreError;
use super::store::Store;
use crate::domain::PackTexts;

impl Store {
    /// Keeps a pack's texts; one that is kept already stays as it is.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn keep_pack(&mut self, pack: &PackTexts) -> Result<(), StoreError> {
        let path = self.path.clone();
        let error = |source| StoreError::of(&path, source);
        let transaction =
            self.connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(error)?;
        insert_pack(&transaction, pack).map_err(error)?;
        transaction.commit().map_err(error)
    }

    /// The texts of a pack; `None` where they were never kept.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn pack(&self, hash: &str) -> Result<Option<PackTexts>, StoreError> {
        let error = |source| self.error(source);
        let mut statement = self
            .connection
            .prepare_cached(
                "SELECT name, file, prompt_text.text FROM prompt_pack JOIN prompt_text
                 ON prompt_pack.text = prompt_text.hash WHERE prompt_pack.hash = ?1 ORDER BY position",
            )
            .map_err(error)?;
        let rows = statement
            .query_map([hash], |row| Ok((row.get::<_, String>(0)?, (row.get(1)?, row.get(2)?))))
            .map_err(error)?;
        let rows: Vec<(String, (String, String))> = rows.collect::<rusqlite::Result<_>>().map_err(error)?;
        let Some(name) = rows.first().map(|(name, _)| name.clone()) else { return Ok(None) };
        let files = rows.into_iter().map(|(_, file)| file).collect();
        Ok(Some(PackTexts { hash: hash.to_owned(), name, files }))
    }
}

/// Keeps a pack's texts; what is kept already stays as it is.
pub(super) fn insert_pack(connection: &Connection, pack: &PackTexts) -> rusqlite::Result<()> {
    for (position, (file, text)) in pack.files.iter().enumerate() {
        let hash = format!("{:016x}", xxh3_64(text.as_bytes()));
        connection
            .execute("INSERT OR IGNORE INTO prompt_text (hash, text) VALUES (?1, ?2)", params![hash, text])?;
        connection.execute(
            "INSERT OR IGNORE INTO prompt_pack (hash, position, name, file, text) VALUES (?1, ?2, ?3, ?4, ?5)",
            params![pack.hash, position as i64, pack.name, file, hash],
        )?;
    }
    Ok(())
}
