import "./wall/wall";
