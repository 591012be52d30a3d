//! Everything a person can mean: id, title, one-line description of each intent; never what happens then.
