package request

// TransfersPerPage is how many transfers one answer lists.
const TransfersPerPage = 50

// UploadsPerPage is how many uploads a page lists.
const UploadsPerPage = 30
