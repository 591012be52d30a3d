//! Prompts: the list of files, and what is looked at of one.

use super::{Sheet, Value, fenced};
use crate::app::screens::calls::CallLine;
use crate::app::screens::prompts::{Prompts, PromptsPane, origin};
use crate::domain::PromptFile;
use crate::domain::dates::rfc3339;

pub(super) fn pane(prompts: &Prompts) -> Option<Sheet> {
    let pack = prompts.pack()?;
    let file = prompts.file()?;
    if prompts.has_keys(PromptsPane::List) {
        let row = |file: &PromptFile| {
            vec![
                Value::text(&file.name),
                Value::text(&file.hash),
                Value::text(origin(file.origin)),
                Value::count(file.words()),
                Value::count(file.findings.len()),
                Value::text(&file.about),
                file.edited.map_or(Value::Nothing, |edited| Value::text(rfc3339(edited))),
            ]
        };
        return Some(Sheet {
            name: format!("prompts-{}", pack.name),
            title: format!("Prompts of {}", pack.name),
            notes: pack.hash.iter().map(|hash| format!("The pack is {hash}.")).collect(),
            columns: vec!["file", "hash", "origin", "words", "findings", "about", "edited"],
            rows: pack.files.iter().map(row).collect(),
            selected: prompts.selected(),
            text: None,
        });
    }
    let tab = prompts.tab();
    let text: Vec<String> = prompts.lines(tab).iter().map(CallLine::text).collect();
    let text = text.join("\n");
    Some(Sheet {
        name: format!("prompt-{}-{}", file.stem(), tab.title().to_lowercase()),
        title: format!("{} of {} in {}", tab.title(), file.name, pack.name),
        text: Some(fenced(&text)),
        columns: vec!["line"],
        rows: text.lines().map(|line| vec![Value::text(line)]).collect(),
        ..Sheet::default()
    })
}
