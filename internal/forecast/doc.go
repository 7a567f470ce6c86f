// Package forecast says how the rates will go on, and how sure that is. For each class of
// processes it takes the chance to be done within a fiscal year from what became of earlier
// plans, shrunk towards an assumption where there is little, and draws the course many times
// with a fixed seed. METHODS.md has the formulas. It knows no database and no clock.
package forecast
