//! Citations of a sentence with the short names of their items behind them: `'Priest' (5)^e`; never which items
//! those are.

use std::collections::HashMap;

use ratatui::text::Span;

use crate::app::screens::profile::tags;
use crate::config::theme::Role;
use crate::explain::{Account, Fit};
use crate::ui::parts::pen::Pen;

/// The tags of a state's sentences.
#[derive(Debug, Default)]
pub(super) struct Tags {
    /// By number of the sentence: byte behind the citation, its tag, whether something is the matter with it.
    of: HashMap<usize, Vec<(usize, String, bool)>>,
}

impl Tags {
    pub(super) fn of(account: Option<&Account>) -> Self {
        let Some(account) = account else { return Self::default() };
        let names = tags(account);
        let of = account.sentences.iter().map(|checked| {
            let cited = checked.citations.iter().map(|citation| {
                let name = citation.item.and_then(|item| names.get(&item)).map_or("?", String::as_str);
                let trouble = citation.found.is_amiss(account.batch)
                    || matches!(citation.fit, Fit::Contradicts | Fit::OffTopic);
                (citation.range.end, format!("^{name}{}", if trouble { "!" } else { "" }), trouble)
            });
            (checked.number, cited.collect())
        });
        Self { of: of.collect() }
    }

    /// Cuts a text of a sentence at its tags. `from` is where the text stands in the sentence; each piece comes
    /// with the tag behind it.
    pub(super) fn cut<'t>(
        &self,
        number: usize,
        from: usize,
        text: &'t str,
    ) -> Vec<(&'t str, Option<(String, bool)>)> {
        let mut pieces = Vec::new();
        let mut start = 0;
        for (end, tag, trouble) in self.of.get(&number).into_iter().flatten() {
            let Some(end) = end.checked_sub(from).filter(|end| *end > start || (*end == start && start > 0))
            else {
                continue;
            };
            let Some(piece) = text.get(start..end) else { continue };
            pieces.push((piece, Some((tag.clone(), *trouble))));
            start = end;
        }
        if let Some(rest) = text.get(start..).filter(|rest| !rest.is_empty()) {
            pieces.push((rest, None));
        }
        pieces
    }
}

/// A tag behind a citation.
pub(super) fn span(pen: &Pen<'_>, tag: &(String, bool)) -> Span<'static> {
    pen.span(if tag.1 { Role::Against } else { Role::Dim }, tag.0.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_behind_its_citations_wherever_it_stands() {
        let of = HashMap::from([(2, vec![(5, "^a".to_owned(), false), (9, "^b!".to_owned(), true)])]);
        let tags = Tags { of };
        let plain = |pieces: Vec<(&str, Option<(String, bool)>)>| -> String {
            pieces
                .into_iter()
                .map(|(text, tag)| format!("{text}{}|", tag.map_or(String::new(), |tag| tag.0)))
                .collect()
        };
        assert_eq!(plain(tags.cut(2, 0, "abcdefghijk")), "abcde^a|fghi^b!|jk|");
        assert_eq!(plain(tags.cut(2, 3, "defghi")), "de^a|fghi^b!|");
        assert_eq!(plain(tags.cut(2, 5, "fg")), "fg|");
        assert_eq!(plain(tags.cut(1, 0, "abc")), "abc|");
        assert_eq!(plain(tags.cut(2, 0, "")), "");
    }
}
