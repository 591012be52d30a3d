//! Variables: unknown, missing, undocumented, in an order that shares little between two requests.

use super::{Finding, Prepared, Severity};
use crate::prompting::pack::{VARIABLES, engine, named, place_of_variable, unknown, variables_of};

pub(super) fn look(file: &Prepared<'_>, found: &mut Vec<Finding>) {
    let mut engine = engine();
    // What does not compile is said by the pack itself.
    if engine.add_template_owned(file.name, file.body.to_owned()).is_err() {
        return;
    }
    found.extend(unknown(&engine, file.name, file.body, file.shown).into_iter().map(Finding::from));
    let used = named(&engine, file.name);
    let at = |name: &str| place_of_variable(file.body, name);
    for variable in variables_of(file.name) {
        let is_used = used.contains(variable.name);
        if variable.needed && !is_used {
            let what = format!("lacks {{{{ {} }}}}: {}", variable.name, variable.about);
            found.push(file.finding(Severity::Error, None, what));
        } else if !is_used && ["user_info", "recent"].contains(&variable.name) && file.name != "rate.md" {
            let what = format!("does not use {}: {}", variable.name, variable.about);
            found.push(file.finding(Severity::Note, None, what));
        }
    }
    for name in file.head.variables.keys() {
        if !variables_of(file.name).any(|variable| variable.name == name) {
            found.push(file.finding(
                Severity::Warning,
                None,
                format!("the head documents {name}, which is no variable of this file"),
            ));
        } else if !used.contains(name) {
            found.push(file.finding(
                Severity::Warning,
                None,
                format!("the head documents {name}, which is not used"),
            ));
        }
    }
    let documented = |name: &String| file.head.variables.contains_key(name);
    for name in
        used.iter().filter(|name| !documented(name) && variables_of(file.name).any(|it| it.name == *name))
    {
        found.push(file.finding(
            Severity::Note,
            at(name),
            format!("{name} is used but not documented in the head"),
        ));
    }
    // Servers keep the beginning that two requests share: what changes with every request belongs at the end.
    let mut changing: Option<(&str, usize)> = None;
    let mut order: Vec<_> = VARIABLES.iter().filter_map(|it| Some((it.name, at(it.name)?))).collect();
    order.sort_by_key(|(_, at)| *at);
    for (name, at) in order {
        let changes = ["items", "count", "batch"].contains(&name);
        match changing {
            Some((before, _))
                if !changes && file.name == "rate.md" && !["thing", "things", "scale"].contains(&name) =>
            {
                let what = format!(
                    "{name} comes after {before}, which differs in every request: the server cannot reuse it from its cache"
                );
                found.push(file.finding(Severity::Warning, Some(at), what));
            }
            None if changes => changing = Some((name, at)),
            _ => {}
        }
    }
}
