import "./cards/displays-card";
import "./cards/incidents-card";
import "./cards/recorders-card";
import "./cards/report-card";
import "./cards/slot-card";
import "./cards/zones-card";
import { offer } from "./strategy";
import "./wall/wall";

offer();
