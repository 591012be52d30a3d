//! A run as a Markdown document. Titles, names and model answers come from outside: none of them can become a
//! heading, a link, an image or HTML.

use std::io::{self, Write};

use super::export::Exported;
use crate::domain::markdown::{line, prose};

/// Writes the document.
///
/// # Errors
/// What writing says.
pub(super) fn write(exported: &Exported<'_>, mut into: impl Write) -> io::Result<()> {
    let run = exported.run;
    let spec = &run.spec;
    let model = spec.simulator.model.as_deref().map_or_else(String::new, |model| format!(":{model}"));
    writeln!(into, "# Run {} \"{}\" of user {}\n", run.id, line(&run.name), line(&spec.user.to_string()))?;
    writeln!(into, "{}\n", prose(exported.user_info).replace('\n', "  \n"))?;
    writeln!(
        into,
        "Data {} (split {}), last {} training ratings in batches of {}, {}; simulator {} ({}), seed {}.",
        line(&spec.data_name),
        line(&spec.split),
        spec.history.length,
        spec.history.batch_size,
        spec.history.order.word(),
        line(&format!("{}{model}", spec.simulator.provider)),
        line(&spec.simulator.parameters),
        spec.seed,
    )?;
    for state in &run.states {
        let edited = if state.is_edited() { " (edited: taken by hand)" } else { "" };
        writeln!(into, "\n## Batch {} of {}{edited}\n", state.batch, run.batches)?;
        writeln!(into, "| item | title | rating |\n|---:|---|---:|")?;
        for interaction in &state.interactions {
            let item = line(&interaction.item.to_string());
            let title = line(&(exported.title)(&interaction.item));
            writeln!(into, "| {item} | {title} | {} |", interaction.rating)?;
        }
        writeln!(into, "\n{}", prose(&state.profile))?;
        if let Some(update) = &state.update {
            writeln!(into, "\n> What changed, by the simulator's own account: {}", line(update))?;
        }
        if !state.claims.is_empty() {
            writeln!(into, "\nWhat the claims rest on, by the simulator's own account:\n")?;
        }
        for claim in &state.claims {
            let items: Vec<_> = claim.items.iter().map(|id| line(&(exported.title)(id))).collect();
            let items = if items.is_empty() { "nothing".to_owned() } else { items.join("; ") };
            writeln!(into, "- {} ({items})", line(&claim.claim))?;
        }
    }
    if !exported.rows.is_empty() {
        writeln!(into, "\n## Simulated ratings\n")?;
        writeln!(into, "| item | title | state | simulated | held out |\n|---:|---|---:|---:|---:|")?;
        for row in exported.rows {
            let item = line(&row.item.to_string());
            let title = line(&(exported.title)(&row.item));
            let truth = row.truth.map_or_else(|| "-".to_owned(), |truth| truth.to_string());
            writeln!(into, "| {item} | {title} | {} | {} | {truth} |", row.state, row.simulated)?;
        }
    }
    Ok(())
}
