//! The dialect of WSO2 servers from outside: messages as another library made them, paths, and replies of every kind.

mod answers;
mod enrollment;
mod management;
mod messages;
mod paths;
mod pushes;
mod stage;
