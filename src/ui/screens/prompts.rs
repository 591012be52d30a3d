//! Prompts: the files of the pack in use, and below them what is looked at of the selected one.
//!
//! ```text
//! S                M                       L
//! +----------+     +-----------------+     +-------------------------+
//! | files    |     | files           |     | files                   |
//! +----------+     +--------+ +------+     +-------+ +-------+ +-----+
//! | text, ...|     | text,  | |ren-  |     | text, | |ren-   | |lint,|
//! |          |     | diff   | |dered |     | diff  | |dered  | | ... |
//! +----------+     +--------+ +------+     +-------+ +-------+ +-----+
//! ```

use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::app::App;
use crate::app::pointer::Spot;
use crate::app::screens::prompts::{PromptTab, Prompts, PromptsPane, origin};
use crate::config::theme::Role;
use crate::domain::dates::minute;
use crate::domain::text::clean_line;
use crate::domain::{PromptFile, PromptOrigin, PromptPack, PromptTrouble, short_hash};
use crate::ui::layout::{Class, Shell};
use crate::ui::parts::pen::{Column, Pane, Pen, line_width};
use crate::ui::parts::shell::tabs;
use crate::ui::screens::calls::detail;
use crate::ui::text::{plural, width, wrap_plain};

/// Draws the screen.
pub fn draw(pen: &mut Pen<'_>, shell: &Shell, app: &App) {
    let prompts = &app.screens().prompts;
    if prompts.pack().is_none() {
        return list(pen, shell.body, app);
    }
    let panes = prompts.panes();
    let with_keys = panes.iter().find(|(_, shown)| prompts.has_keys(PromptsPane::Tab(*shown)));
    if app.is_zoomed() || shell.class == Class::Xs {
        return match with_keys {
            Some((names, shown)) => tab(pen, shell.body, prompts, (names, *shown)),
            None => list(pen, shell.body, app),
        };
    }
    let [above, below] = pen.stack(shell.body, &app.stacks(), 0);
    list(pen, above, app);
    let places: [Rect; 3] = match shell.class {
        Class::M | Class::L => pen.columns(below, &app.columns()),
        _ => [below, Rect::default(), Rect::default()],
    };
    for ((names, shown), place) in panes.iter().zip(places) {
        tab(pen, place, prompts, (names, *shown));
    }
}

fn list(pen: &mut Pen<'_>, area: Rect, app: &App) {
    let prompts = &app.screens().prompts;
    let mut title = vec![pen.span(Role::Title, "Prompts")];
    if let Some(pack) = prompts.pack() {
        title.push(pen.span(Role::Text, format!("  {}", clean_line(&pack.name))));
        match &pack.hash {
            Some(hash) => title.push(pen.span(Role::Dim, format!("  {}", short_hash(hash)))),
            None => title.push(pen.span(Role::Error, "  cannot be used")),
        }
    }
    let foot =
        prompts.selected().map_or_else(String::new, |at| format!("{} of {}", at + 1, prompts.files().len()));
    let pane = Pane {
        title: Line::from(title),
        scope: Vec::new(),
        foot,
        focused: prompts.has_keys(PromptsPane::List),
        spot: Some(Spot::Prompts(PromptsPane::List)),
    };
    let mut column = Column::new(pen.pane(area, &pane));
    let Some(pack) = prompts.pack() else {
        column.gap();
        let room = column.width().min(pen.prose());
        let lines = wrap_plain(&clean_line(&prompts.emptiness()), pen.style(Role::Text), room);
        return column.put_all(pen, lines);
    };
    let line = about(pen, app, prompts, pack, column.width());
    column.put(pen, line);
    let names = pack.files.iter().map(|file| width(file.stem())).max().unwrap_or(0);
    let origins = pack.files.iter().map(|file| width(origin(file.origin))).max().unwrap_or(0);
    let selected = prompts.selected().unwrap_or(0);
    let first = pen.first_shown(selected, pack.files.len(), usize::from(column.left()));
    for (at, file) in pack.files.iter().enumerate().skip(first).take(usize::from(column.left())) {
        let place = column.take(1);
        pen.cache.hits.row(place, at, selected, first);
        let differs = prompts.differs(file).unwrap_or(false);
        let line = row(pen, (file, differs), at == selected, (names, origins), usize::from(place.width));
        pen.row(place, line, at == selected);
    }
}

/// Where the pack lies, and whether the open run was written with it.
fn about(pen: &Pen<'_>, app: &App, prompts: &Prompts, pack: &PromptPack, room: usize) -> Line<'static> {
    let mut spans = Vec::new();
    if let Some(stand_in) = &pack.stand_in {
        let text = format!("   a model is asked as before, in {}", short_hash(stand_in));
        spans.push(pen.span(Role::Warn, text));
    }
    let sheet = prompts.sheet();
    let run = app.study().and_then(|study| study.subject.as_ref()?.run_id());
    if let (Some(sheet), Some(run)) = (sheet, run) {
        let said = match (&sheet.run_hash, &sheet.asked_in) {
            (Some(theirs), Some(ours)) if theirs == ours => format!("   {run} is written with these"),
            (Some(theirs), _) => format!("   {run} is written with others, {}", short_hash(theirs)),
            (None, _) => format!("   {run} is the offline simulator's, which reads none"),
        };
        spans.push(pen.span(Role::Text, said));
    } else if sheet.is_some_and(|sheet| sheet.asked_in.is_none()) {
        spans.push(pen.span(Role::Text, "   the offline simulator reads none: what a model would be told"));
    }
    let used = line_width(&Line::from(spans.clone()));
    let place = match &pack.folder {
        Some(folder) => format!("  in {}", clean_line(&folder.display().to_string())),
        None => "  built in".to_owned(),
    };
    // The end of a path says more than its beginning.
    let free = room.saturating_sub(used);
    let place = if width(&place) <= free { place } else { cut_front(&place, free) };
    spans.insert(0, pen.span(Role::Dim, place));
    Line::from(spans)
}

/// The end of a text that does not fit.
fn cut_front(text: &str, room: usize) -> String {
    let mut kept: Vec<char> = Vec::new();
    let mut used = 5;
    for character in text.chars().rev() {
        used += width(character.encode_utf8(&mut [0; 4]));
        if used > room {
            break;
        }
        kept.push(character);
    }
    if kept.is_empty() {
        return String::new();
    }
    format!("  ...{}", kept.into_iter().rev().collect::<String>())
}

/// `>~profile_update  9c01c2d4  yours      176 words   2 warnings   what it is for`
fn row(
    pen: &Pen<'_>,
    (file, differs): (&PromptFile, bool),
    is_selected: bool,
    (names, origins): (usize, usize),
    room: usize,
) -> Line<'static> {
    let mut spans = vec![
        pen.span(Role::Mark, if is_selected { ">" } else { " " }),
        pen.span(Role::Heat, if differs { "~" } else { " " }),
        pen.span(Role::Text, format!("{:<names$}  ", file.stem())),
        pen.span(Role::Dim, format!("{}  ", short_hash(&file.hash))),
        pen.span(
            if file.origin == PromptOrigin::Gone { Role::Error } else { Role::Text },
            format!("{:<origins$}  ", origin(file.origin)),
        ),
        pen.span(Role::Text, format!("{:>4} words", file.words())),
    ];
    let found = Prompts::found(file);
    let mut used: usize = spans.iter().map(|span| width(&span.content)).sum();
    if let Some(edited) = file.edited {
        let edited = format!("   edited {}", minute(edited));
        // What is wrong with it matters more than since when.
        if used + edited.len() + found.len() + 3 <= room {
            used += edited.len();
            spans.push(pen.span(Role::Dim, edited));
        }
    }
    if !found.is_empty() {
        let worst = file.findings.iter().map(|it| it.trouble).min();
        let role = match worst {
            Some(PromptTrouble::Error) => Role::Error,
            Some(PromptTrouble::Warning) => Role::Warn,
            _ => Role::Dim,
        };
        spans.push(pen.span(role, format!("   {found}")));
    }
    let used = used + found.len() + 3;
    let about = clean_line(&file.about);
    if !about.is_empty() && used + 3 + width(&about) <= room {
        let gap = room - used - width(&about) - 1;
        spans.push(Span::raw(" ".repeat(gap.min(3))));
        spans.push(pen.span(Role::Dim, about));
    }
    Line::from(spans)
}

fn tab(pen: &mut Pen<'_>, area: Rect, prompts: &Prompts, (names, shown): (&[PromptTab], PromptTab)) {
    let Some(file) = prompts.file() else { return };
    let pane = PromptsPane::Tab(shown);
    let focused = prompts.has_keys(pane);
    let lines = prompts.lines(shown);
    let selected = prompts.line(shown, lines.len());
    let active = names.iter().position(|tab| *tab == shown).unwrap_or(0);
    let titles: Vec<&'static str> = names.iter().map(|tab| tab.title()).collect();
    let title = tabs(pen, &titles, active);
    let foot = if focused {
        format!("line {} of {}", selected + 1, lines.len())
    } else {
        plural(lines.len(), "line")
    };
    let scope = vec![file.stem().to_owned()];
    let frame = Pane { title, scope, foot, focused, spot: Some(Spot::Prompts(pane)) };
    detail::put(pen, area, &frame, &lines, selected);
}
