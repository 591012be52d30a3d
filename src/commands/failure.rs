//! Exit codes: which number a failure leaves the program with, and the sentence that goes with it.

use std::fmt;
use std::io;
use std::process::ExitCode;

use crate::data::DataError;
use crate::session::StoreError;
use crate::simulation::SimulationError;
use crate::workspace::WorkspaceError;

/// The program's exit codes; scripts rely on the numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// Done.
    Ok = 0,
    /// It could not be done.
    Failed = 1,
    /// The command line is wrong.
    Usage = 2,
    /// The configuration is wrong.
    Config = 3,
    /// The data is wrong.
    Data = 4,
    /// The provider is not there or refuses.
    Provider = 5,
    /// The budget does not allow it.
    Budget = 6,
    /// Done, but answers are missing or invalid.
    Incomplete = 7,
    /// Interrupted by the person or the system.
    Interrupted = 130,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// Why a command stopped.
#[derive(Debug)]
pub struct Failure {
    /// The exit code.
    pub exit: Exit,
    /// One sentence for a person; empty = say nothing.
    pub message: String,
}

impl Failure {
    /// A failure with its own words.
    pub fn new(exit: Exit, message: impl fmt::Display) -> Self {
        Self { exit, message: message.to_string() }
    }

    /// The command line asks for something that cannot be.
    pub fn usage(message: impl fmt::Display) -> Self {
        Self::new(Exit::Usage, message)
    }
}

impl From<WorkspaceError> for Failure {
    fn from(error: WorkspaceError) -> Self {
        let exit = match &error {
            WorkspaceError::Data(_)
            | WorkspaceError::ReplayOfOtherData { .. }
            | WorkspaceError::UnknownUser { .. }
            | WorkspaceError::UnknownItem { .. }
            | WorkspaceError::NoHistory { .. }
            | WorkspaceError::ToldOtherwise { .. } => Exit::Data,
            WorkspaceError::Provider { .. }
            | WorkspaceError::Keyring(_)
            | WorkspaceError::Simulation(SimulationError::Provider(_)) => Exit::Provider,
            WorkspaceError::Simulation(SimulationError::Budget(_)) => Exit::Budget,
            WorkspaceError::Simulation(SimulationError::Misfit(misfit)) => {
                let wider = misfit.wider().map_or_else(String::new, |wider| {
                    format!("; num_ctx = {wider} in [providers.NAME] makes room")
                });
                let fewer = misfit.fewer.map_or_else(String::new, |fewer| format!("; --slate {fewer} fits"));
                let words = format!(
                    "{misfit}; the server would drop its start and say nothing{wider}{fewer}; --allow-cut sends it all the same"
                );
                return Self::new(Exit::Provider, words);
            }
            WorkspaceError::NoModel(_)
            | WorkspaceError::NothingRecorded { .. }
            | WorkspaceError::SeveralRecorded { .. } => Exit::Usage,
            WorkspaceError::Template(_) | WorkspaceError::ProviderSettings(_) | WorkspaceError::NoKey(_) => {
                Exit::Config
            }
            WorkspaceError::Store(_)
            | WorkspaceError::Bundle(_)
            | WorkspaceError::Simulation(_)
            | WorkspaceError::NoSuchState { .. }
            | WorkspaceError::NoSuchBatch { .. }
            | WorkspaceError::ForkBeyond { .. }
            | WorkspaceError::ByHand { .. }
            | WorkspaceError::OtherPrompts { .. }
            | WorkspaceError::NoTrial(_)
            | WorkspaceError::NotRepeated { .. }
            | WorkspaceError::OtherStudy { .. } => Exit::Failed,
        };
        Self::new(exit, error)
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::new(Exit::Failed, error)
    }
}

impl From<DataError> for Failure {
    fn from(error: DataError) -> Self {
        Self::new(Exit::Data, error)
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::new(Exit::Failed, error)
    }
}
