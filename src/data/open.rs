//! Opening a data set: plan, read everything at once, join it into one `Dataset`; each step itself lives in its
//! own file.

use std::sync::Arc;

use super::format::Plan;
use super::items::ItemFile;
use super::table::{self, Table};
use super::texts::{TextReport, TextTable};
use super::users::UserFile;
use super::{DataError, Format, OpenOptions, Progress, Source, cache, ratings};
use crate::domain::{DataHash, Dataset, Ids, Items, Rating, RatingScale};

/// A data set and what is known about how it was read.
#[derive(Clone, Debug)]
pub struct Opened {
    /// The data set.
    pub dataset: Arc<Dataset>,
    /// The form it was found in.
    pub format: Format,
    /// Lines left out because they could not be read; 0 unless [`OpenOptions::skip_bad_lines`].
    pub skipped_lines: usize,
    /// Whether the ratings came from the cache.
    pub from_cache: bool,
    /// What was found in the file of item texts, where there is one.
    pub texts: Option<TextReport>,
    /// Splits look for their files here.
    pub(super) plan: Plan,
    pub(super) skip_bad_lines: bool,
}

/// What the small files say.
struct Side {
    items: ItemFile,
    users: UserFile,
    texts: Option<TextTable>,
}

/// Opens a data set. Runs on the calling thread and on rayon's; does not return before all is read, so a screen
/// calls it from a task and looks at `progress`.
///
/// # Errors
/// [`DataError`], whose `Display` is the whole message: nothing there, format not known, a line that cannot be
/// read (unless such lines are left out), or a request to stop through `progress`.
pub fn open(source: &Source, options: &OpenOptions, progress: &Progress) -> Result<Opened, DataError> {
    let plan = Plan::of(source, options)?;
    let skip = options.skip_bad_lines;
    let place = cache::Place::of(&plan, options.cache_dir.as_deref(), skip);
    let (side, rows) = rayon::join(
        || side(&plan, skip),
        || match place.as_ref().and_then(cache::Place::load) {
            Some(cached) => Ok(Rows::Cached(Box::new(cached))),
            None => ratings::read(&plan.ratings, skip, progress).map(Rows::Parsed),
        },
    );
    // A broken line in the ratings comes first: it is the more important file.
    let (rows, side) = (rows?, side?);
    if progress.is_cancelled() {
        return Err(DataError::Cancelled);
    }
    let from_cache = matches!(rows, Rows::Cached(_));
    let (table, hash, skipped_rows) = match rows {
        Rows::Cached(cached) => *cached,
        Rows::Parsed(raw) => {
            let skipped = raw.skipped;
            let table = table::build(raw, side.users.ids(), side.items.ids())
                .map_err(|error| broken(&plan, error))?;
            let hash = cache::hash(&table.users, &table.items, &table.interactions);
            if let Some(place) = &place
                && let Err(error) = place.store(&table, hash, skipped)
            {
                tracing::warn!(%error, "the parsed ratings could not be kept in the cache directory");
            }
            (table, hash, skipped)
        }
    };
    let Table { users, items, interactions } = table;
    let texts_skipped = side.texts.as_ref().map_or(0, |texts| texts.skipped);
    let skipped_lines = skipped_rows + side.items.skipped + side.users.skipped + texts_skipped;
    let (items, texts) = join_items(&plan, items, side.items, side.texts)?;
    let scale = scale(interactions.halves());
    let users = side.users.into_users(users);
    let name = plan.name.clone();
    let dataset = Arc::new(Dataset { name, hash, users, items, interactions, scale });
    Ok(Opened { dataset, format: plan.format, skipped_lines, from_cache, texts, plan, skip_bad_lines: skip })
}

enum Rows {
    Cached(Box<(Table, DataHash, usize)>),
    Parsed(ratings::RawTable),
}

fn side(plan: &Plan, skip: bool) -> Result<Side, DataError> {
    let items = match (&plan.items, plan.format) {
        (None, _) | (_, Format::RatingsFile) => ItemFile::default(),
        (Some(file), Format::MovieLens100K) => ItemFile::movielens_100k(file, plan.genres.as_ref(), skip)?,
        (Some(file), Format::MovieLens1M) => ItemFile::movielens_1m(file, skip)?,
        (Some(file), Format::MovieLensCsv) => ItemFile::table(file, skip, &plan.columns, true)?,
        (Some(file), Format::Generic) => ItemFile::table(file, skip, &plan.columns, false)?,
    };
    let users = match (&plan.users, plan.format) {
        (None, _) | (_, Format::RatingsFile) => UserFile::default(),
        (Some(file), Format::MovieLens100K) => UserFile::movielens_100k(file, skip)?,
        (Some(file), Format::MovieLens1M) => UserFile::movielens_1m(file, skip)?,
        (Some(file), Format::MovieLensCsv | Format::Generic) => UserFile::table(file, skip, &plan.columns)?,
    };
    let texts = plan.texts.as_ref().map(|file| TextTable::read(file, skip)).transpose()?;
    Ok(Side { items, users, texts })
}

fn join_items(
    plan: &Plan,
    ids: Ids,
    mut file: ItemFile,
    texts: Option<TextTable>,
) -> Result<(Items, Option<TextReport>), DataError> {
    let own = std::mem::take(&mut file.texts);
    let items = file.into_items(ids);
    let has_file = texts.is_some();
    let label = plan.texts.as_ref().map_or("", |file| file.label());
    let (texts, report) = texts.unwrap_or_default().onto(own, &items, label);
    if has_file && report.rows == report.unknown_items {
        return Err(DataError::ForeignTexts { file: label.to_owned(), rows: report.rows });
    }
    Ok((items.with_texts(texts), has_file.then_some(report)))
}

/// The scale that ratings are on: what occurs, widened to 1 to 5 (or 0.5 to 5 where there are half stars) when
/// it lies within, because a small sample may lack the ends.
fn scale(halves: &[u8]) -> RatingScale {
    let (min, max) = halves.iter().fold((u8::MAX, 0), |(min, max), &half| (min.min(half), max.max(half)));
    let half_stars = halves.iter().any(|half| half % 2 == 1);
    let lowest = if half_stars { 1 } else { 2 };
    let within = min >= lowest && max <= 10;
    let (min, max) = if within { (lowest, 10) } else { (min, max) };
    RatingScale { min: Rating::from_halves(min), max: Rating::from_halves(max), half_stars }
}

/// Columns that this room built itself and the domain refused: a defect of ours, said as such.
fn broken(plan: &Plan, error: crate::domain::InvalidInteractions) -> DataError {
    DataError::io(&plan.table_label(), "build the table of ratings (a defect of this program)")(
        std::io::Error::other(error),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scales_are_widened_only_when_the_data_fit() {
        let whole =
            |min, max| RatingScale { min: Rating::whole(min), max: Rating::whole(max), half_stars: false };
        assert_eq!(scale(&[6, 8]), RatingScale::ONE_TO_FIVE);
        assert_eq!(scale(&[0, 8]), whole(0, 4));
        assert_eq!(scale(&[2, 20]), whole(1, 10));
        let halves = scale(&[3, 8]);
        assert_eq!((halves.min.halves(), halves.max.halves(), halves.half_stars), (1, 10, true));
    }
}
